package dev.yagura.kernel.linux.code.sites;

import static dev.yagura.kernel.fixture.FakeCode.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.yagura.kernel.fixture.FakeCode;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.FakePlaces;
import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A kernel whose code is as its own tables say, and then is not. */
class CodeAuditTest {
    private static final long TRACER = TEXT + 0x40;
    private static final long FUNCTION = TEXT + 0x400;
    private static final long PADDED = TEXT + 0x440;
    private static final long ASSEMBLY = TEXT + 0x480;
    private static final long LABEL = TEXT + 0x500;
    private static final long CALL = TEXT + 0x600;
    private static final long TAIL_CALL = TEXT + 0x620;
    private static final long SWITCHED = TEXT + 0x1100;
    private static final long KEY = TEXT + 0x1200;
    private static final long CHOSEN = TEXT + 0x800;

    /** Text that no other function lies in: as long as 358 near branches. */
    private static final long FREE = TEXT + 0x900;

    private static final int FREE_BYTES = 358 * 5;
    private static final long NOWHERE = 0xffff_ffff_8200_0000L;
    private static final long MODULE = 0xffff_ffff_c000_0000L;
    private static final long PROGRAM = 0xffff_ffff_c010_0000L;
    private static final String NOP = "0f 1f 44 00 00";
    private static final int NEAR_CALL = 0xE8;
    private static final int NEAR_JUMP = 0xE9;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private final FakeCode code = new FakeCode(fake);
    private final FakePlaces places = new FakePlaces(fake);

    @BeforeEach
    void writesKernel() {
        guest.bytes(TEXT, new byte[0x1000]);
        guest.symbol("ftrace_caller", TRACER, 'T')
                .symbol("vfs_unlink", FUNCTION, 'T')
                .symbol("vfs_mkdir", PADDED, 't')
                .symbol("clear_page", ASSEMBLY, 'W')
                .symbol("chosen", CHOSEN, 't')
                .symbol("__SCK__choice", KEY, 'd');
        places.traced(FUNCTION, 0).traced(PADDED + 4, 0);
        places.code(FUNCTION, NOP + "55").code(PADDED, "f3 0f 1e fa" + NOP + "c3");
        places.code(ASSEMBLY, "b9 00 10 00 00");
        places.label(LABEL, LABEL + 0x40, SWITCHED).code(LABEL, NOP);
        guest.u64(KEY, CHOSEN).u64(SWITCHED, 0);
        places.call(CALL, KEY).branch(CALL, NEAR_CALL, CHOSEN);
        places.call(TAIL_CALL, KEY | 1).branch(TAIL_CALL, NEAR_JUMP, CHOSEN);
        code.program("bpf_prog_1", PROGRAM, 64);
    }

    private Linux linux() {
        return Linux.of(guest.kernel());
    }

    private List<WrongCode> functions() throws IOException {
        return whole(CodeAudit.of(linux()).functions());
    }

    private List<WrongCode> labels() throws IOException {
        return whole(CodeAudit.of(linux()).jumpLabels());
    }

    private List<WrongCode> calls() throws IOException {
        return whole(CodeAudit.of(linux()).staticCalls());
    }

    private static List<WrongCode> whole(CodeAudit.Result result) {
        assertThat(result.wrong().missing()).isEmpty();
        return result.wrong().items();
    }

    /** Requires that nothing is wrong, and that one place is told as nobody can say. */
    private static void assertDoubtful(CodeAudit.Result result, String kind, long gva) {
        assertThat(result.wrong().items()).isEmpty();
        assertThat(result.wrong().missing())
                .singleElement()
                .satisfies(gap -> {
                    assertThat(gap.what()).isEqualTo("%s at 0x%x".formatted(kind, gva));
                    assertThat(gap.why()).endsWith("_mutex held");
                });
    }

    @Test
    void codeAsTheTablesSayIsRight() throws IOException {
        assertThat(functions()).isEmpty();
        assertThat(labels()).isEmpty();
        assertThat(calls()).isEmpty();
        assertThat(CodeAudit.of(linux()).functions().looked()).isGreaterThanOrEqualTo(5);
        assertThat(CodeAudit.of(linux()).jumpLabels().looked()).isEqualTo(1);
        assertThat(CodeAudit.of(linux()).staticCalls().looked()).isEqualTo(2);
    }

    @Test
    void jumpInThePlaceOfTheTracersNopIsFoundWhereverItLeads() throws IOException {
        places.branch(FUNCTION, NEAR_JUMP, CHOSEN);
        assertThat(functions())
                .singleElement()
                .satisfies(wrong -> {
                    assertThat(wrong.kind()).isEqualTo("ftrace site");
                    assertThat(wrong.gva()).isEqualTo(FUNCTION);
                    assertThat(wrong.targetGva()).hasValue(CHOSEN);
                    assertThat(wrong.found()).startsWith("e9 fb 03 00 00");
                });
    }

    @Test
    void jumpOverALandingPadIsFound() throws IOException {
        places.branch(PADDED, NEAR_JUMP, NOWHERE);
        assertThat(functions())
                .singleElement()
                .satisfies(wrong -> {
                    assertThat(wrong.kind()).isEqualTo("function entry");
                    assertThat(wrong.gva()).isEqualTo(PADDED);
                    assertThat(wrong.targetGva()).hasValue(NOWHERE);
                });
        places.code(PADDED, "f3 0f 1e fa").branch(PADDED + 4, NEAR_CALL, NOWHERE);
        assertThat(functions()).extracting(WrongCode::gva).containsExactly(PADDED + 4);
    }

    @Test
    void tracedFunctionMayCallTheTracerAndAProgramThatWasAskedFor() throws IOException {
        places.branch(FUNCTION, NEAR_CALL, TRACER);
        assertThat(functions()).isEmpty();
        places.branch(FUNCTION, NEAR_CALL, PROGRAM);
        assertThat(functions()).hasSize(1);
        places.traced(FUNCTION, FakePlaces.DIRECT | 1);
        assertThat(functions()).isEmpty();
    }

    @Test
    void callThatIsOnRecordIsLeftToThoseWhoJudgeTracers() throws IOException {
        places.branch(FUNCTION, NEAR_CALL, NOWHERE).traced(FUNCTION, FakePlaces.ENABLED | 1);
        assertThat(functions()).isEmpty();
        places.branch(FUNCTION, NEAR_JUMP, NOWHERE);
        assertThat(functions()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "e9 fb ff ff 00", // jmp
                "48 b8 00 00 00 82 ff ff ff ff ff e0", // movabs to rax; jmp *%rax
                "48 c7 c0 00 00 00 82 50 c3", // mov to rax; push; ret
                "68 00 00 00 82 c3", // push; ret
            })
    void waysOutOfWhatTheKernelKnowsAreFoundBehindTheNop(String hex) throws IOException {
        places.code(FUNCTION + 5, hex).code(ASSEMBLY, hex);
        assertThat(functions())
                .extracting(WrongCode::gva)
                .containsExactlyInAnyOrder(FUNCTION + 5, ASSEMBLY);
    }

    @Test
    void waysWithinTheKernelAreItsOwn() throws IOException {
        places.branch(ASSEMBLY, NEAR_JUMP, CHOSEN).branch(FUNCTION + 5, NEAR_CALL, CHOSEN);
        assertThat(functions()).isEmpty();
    }

    @Test
    void waysWithinAFunctionToCodeOfSomebodyElseAreFound() throws IOException {
        places.branch(FUNCTION + 0x20, NEAR_CALL, PROGRAM);
        assertThat(functions())
                .singleElement()
                .satisfies(wrong -> {
                    assertThat(wrong.kind()).isEqualTo("branch");
                    assertThat(wrong.gva()).isEqualTo(FUNCTION + 0x20);
                    assertThat(wrong.targetGva()).hasValue(PROGRAM);
                });
        places.code(FUNCTION + 0x20, "0f 84 da fb ff 00"); // je NOWHERE
        assertThat(functions()).isEmpty(); // which is no memory
        guest.bytes(NOWHERE, (byte) 0xC3);
        assertThat(functions())
                .extracting(WrongCode::targetGva)
                .containsExactly(OptionalLong.of(NOWHERE));
    }

    @Test
    void bytesWithinAnInstructionAreNoWay() throws IOException {
        guest.bytes(NOWHERE, (byte) 0xC3);
        places.code(FUNCTION + 0x20, "48 b8").branch(FUNCTION + 0x22, NEAR_CALL, NOWHERE);
        assertThat(functions()).isEmpty(); // a constant, which looks like a call
    }

    @Test
    void functionFullOfWaysOutIsGoneThroughOnceAndToldInPart() throws IOException {
        guest.bytes(NOWHERE, (byte) 0xC3);
        guest.symbol("full", FREE, 't');
        for (int at = 0; at < FREE_BYTES; at += 5) {
            places.branch(FREE + at, NEAR_CALL, NOWHERE);
        }
        CodeAudit.Result result = CodeAudit.of(linux()).functions();
        assertThat(result.wrong().items()).hasSize(1 + 100); // its start, and so many behind it
        assertThat(result.wrong().missing())
                .containsExactly(new Partial.Missing("branches", "257 beyond these 100"));
    }

    @Test
    void hookAtTheStartIsToldOnce() throws IOException {
        guest.bytes(NOWHERE, (byte) 0xC3);
        places.branch(ASSEMBLY, NEAR_JUMP, NOWHERE).branch(FUNCTION, NEAR_JUMP, NOWHERE);
        assertThat(functions())
                .extracting(WrongCode::gva)
                .containsExactlyInAnyOrder(ASSEMBLY, FUNCTION);
    }

    @Test
    void instructionsAreCountedOffFromEachSymbol() throws IOException {
        guest.bytes(NOWHERE, (byte) 0xC3);
        places.branch(FUNCTION + 0x20, NEAR_CALL, NOWHERE);
        places.code(FUNCTION + 6, "06"); // no instruction: the rest of the function is lost
        assertThat(functions()).isEmpty();
        places.branch(PADDED + 0x20, NEAR_JUMP, NOWHERE);
        assertThat(functions()).extracting(WrongCode::gva).containsExactly(PADDED + 0x20);
    }

    @Test
    void breakpointIsRightWhereAProbeIsOrWhileCodeIsChanged() throws IOException {
        places.code(FUNCTION + 5, "cc");
        assertThat(functions()).extracting(WrongCode::gva).containsExactly(FUNCTION + 5);
        places.lock("text_mutex", true);
        assertDoubtful(CodeAudit.of(linux()).functions(), "breakpoint", FUNCTION + 5);
        places.lock("text_mutex", false).probe(FUNCTION + 5);
        assertThat(functions()).isEmpty();
    }

    @Test
    void symbolThatMarksAnEndMayLieOnBreakpoints() throws IOException {
        places.code(ASSEMBLY, "cc cc cc cc");
        assertThat(functions()).isEmpty();
        guest.symbol("__noinstr_text_end", FUNCTION - 4, 't');
        places.code(FUNCTION - 4, "cc cc cc cc");
        assertThat(functions()).isEmpty();
    }

    @Test
    void breakpointAtATracersPlaceIsRightOnlyWhileCodeIsChanged() throws IOException {
        places.code(FUNCTION, "cc");
        assertThat(functions()).extracting(WrongCode::gva).containsExactly(FUNCTION);
        places.lock("text_mutex", true);
        assertDoubtful(CodeAudit.of(linux()).functions(), "ftrace site", FUNCTION);
    }

    @Test
    void locksThatAreHeldLeaveNothingInDoubtThatIsAsItShouldBe() throws IOException {
        places.lock("text_mutex", true)
                .lock("jump_label_mutex", true)
                .lock("static_call_mutex", true);
        assertThat(functions()).isEmpty();
        assertThat(labels()).isEmpty();
        assertThat(calls()).isEmpty();
    }

    @Test
    void jumpLabelIsWhatItsKeySays() throws IOException {
        places.branch(LABEL, NEAR_JUMP, LABEL + 0x40);
        assertThat(labels())
                .singleElement()
                .satisfies(wrong -> {
                    assertThat(wrong.gva()).isEqualTo(LABEL);
                    assertThat(wrong.targetGva()).hasValue(LABEL + 0x40);
                    assertThat(wrong.expected()).isEqualTo("a NOP");
                    assertThat(wrong.keyGva()).hasValue(SWITCHED);
                });
        guest.u32(SWITCHED, 1);
        assertThat(labels()).isEmpty();
        places.code(LABEL, NOP);
        assertThat(labels())
                .singleElement()
                .satisfies(wrong -> {
                    assertThat(wrong.expected()).isEqualTo("a jump");
                    assertThat(wrong.expectedGva()).hasValue(LABEL + 0x40);
                });
    }

    @Test
    void invertedJumpLabelIsTakenWhileItsKeyIsOff() throws IOException {
        places.label(LABEL + 0x10, LABEL + 0x80, SWITCHED | 1);
        places.code(LABEL + 0x10, "eb 6e");
        assertThat(labels()).isEmpty();
        places.code(LABEL + 0x10, "66 90");
        assertThat(labels()).extracting(WrongCode::gva).containsExactly(LABEL + 0x10);
    }

    @Test
    void jumpLabelMayBeEitherWhileTheKernelSwitchesIt() throws IOException {
        places.branch(LABEL, NEAR_JUMP, LABEL + 0x40).lock("jump_label_mutex", true);
        assertDoubtful(CodeAudit.of(linux()).jumpLabels(), "jump label", LABEL);
        places.branch(LABEL, NEAR_JUMP, LABEL + 0x41);
        assertThat(labels())
                .singleElement()
                .satisfies(wrong -> assertThat(wrong.expected()).isEqualTo("a NOP or a jump"));
    }

    @Test
    void keyThatIsBeingSwitchedOnIsOn() throws IOException {
        guest.u32(SWITCHED, -1);
        assertThat(labels()).extracting(WrongCode::gva).containsExactly(LABEL);
        places.branch(LABEL, NEAR_JUMP, LABEL + 0x40);
        assertThat(labels()).isEmpty();
    }

    @Test
    void staticCallCallsWhatItsKeySays() throws IOException {
        places.branch(CALL, NEAR_CALL, FUNCTION).branch(TAIL_CALL, NEAR_CALL, CHOSEN);
        assertThat(calls())
                .extracting(WrongCode::gva, WrongCode::targetGva, WrongCode::expectedGva)
                .containsExactly(
                        tuple(CALL, OptionalLong.of(FUNCTION), OptionalLong.of(CHOSEN)),
                        tuple(TAIL_CALL, OptionalLong.of(CHOSEN), OptionalLong.of(CHOSEN)));
        places.lock("static_call_mutex", true);
        CodeAudit.Result meanwhile = CodeAudit.of(linux()).staticCalls();
        assertThat(meanwhile.wrong().items()).extracting(WrongCode::gva).containsExactly(TAIL_CALL);
        assertThat(meanwhile.wrong().missing())
                .extracting(Partial.Missing::what)
                .containsExactly("static call at 0x%x".formatted(CALL));
    }

    @Test
    void keyThatLeadsAstrayIsToldOnceAndNotItsPlaces() throws IOException {
        guest.u64(KEY, NOWHERE);
        places.branch(CALL, NEAR_CALL, NOWHERE).branch(TAIL_CALL, NEAR_JUMP, NOWHERE);
        assertThat(calls())
                .extracting(WrongCode::kind, WrongCode::gva)
                .containsExactly(tuple("static call key", KEY));
    }

    @Test
    void programIsOnlyCalledByADispatcher() throws IOException {
        guest.u64(KEY, PROGRAM);
        places.branch(CALL, NEAR_CALL, PROGRAM).branch(TAIL_CALL, NEAR_JUMP, PROGRAM);
        assertThat(calls()).hasSize(1);
        long key = TEXT + 0x1300;
        guest.symbol("__SCK__bpf_dispatcher_xdp_call", key, 'd').u64(key, PROGRAM);
        places.call(TEXT + 0x640, key).branch(TEXT + 0x640, NEAR_CALL, PROGRAM);
        assertThat(calls()).hasSize(1);
    }

    @Test
    void pageThatIsNotThereIsSaid() throws IOException {
        guest.unmap(TEXT);
        CodeAudit.Result result = CodeAudit.of(linux()).functions();
        assertThat(result.wrong().items()).isEmpty();
        assertThat(result.wrong().missing())
                .extracting(Partial.Missing::what)
                .contains("page of code at 0x%x".formatted(TEXT));
    }

    @Test
    void moduleWithoutSymbolsIsSaid() throws IOException {
        code.module("tun", MODULE);
        assertThat(CodeAudit.of(linux()).functions().wrong().missing())
                .extracting(Partial.Missing::what)
                .containsExactly("code of module tun");
    }

    @Test
    void noMutationMakesItFail() throws IOException {
        Random random = new Random(1);
        long[] from = {
            FUNCTION, LABEL, CALL, FakePlaces.LABELS, FakePlaces.CALLS, FakePlaces.PAGES, SWITCHED
        };
        for (int i = 0; i < Integer.getInteger("mutations", 200); i++) {
            long gva = from[random.nextInt(from.length)] + 8L * random.nextInt(24);
            long before = guest.u64(gva);
            guest.u64(gva, random.nextBoolean() ? random.nextLong() : random.nextInt());
            runAll();
            guest.u64(gva, before);
        }
        assertThat(functions()).isEmpty();
    }

    private void runAll() throws IOException {
        try {
            CodeAudit audit = CodeAudit.of(linux());
            audit.functions();
            audit.jumpLabels();
            audit.staticCalls();
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
        }
    }
}
