package dev.yagura.kernel.linux.code.sites;

import static dev.yagura.kernel.fixture.FakeCode.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeCode;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.FakePlaces;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.control.KernelFunction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What each place may hold. Encodings by GNU as 2.40; places and functions lie so that the distance
 * from the place to the function is what the bytes say.
 */
class PatchSiteTest {
    private static final long PLACE = TEXT + 0x400;
    private static final long PROGRAM = 0xffff_ffff_c010_0000L;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private final FakeCode code = new FakeCode(fake);
    private final FakePlaces places = new FakePlaces(fake);
    private final long key = guest.allocate(16);
    private Targets targets;

    @BeforeEach
    void openGuest() throws IOException {
        // At 0x500 from the text's start: e8 and e9 at PLACE with fb 00 00 00 lead there.
        guest.symbol("ftrace_caller", TEXT + 0x500, 'T')
                .symbol("__pi___x86_return_thunk", TEXT + 0x600, 'T')
                .symbol("__x86_indirect_thunk_rax", TEXT + 0x700, 'T')
                .symbol("__x86_indirect_thunk_r11", TEXT + 0x720, 'T')
                .symbol("__x86_indirect_its_thunk_r11", TEXT + 0x740, 'T')
                .symbol("chosen", TEXT + 0x800, 'T')
                .symbol("nop_func", TEXT + 0x900, 'T');
        code.program("bpf_prog_1", PROGRAM, 64);
        guest.u64(key, TEXT + 0x800);
        targets = Targets.of(Linux.of(guest.kernel()));
    }

    private static KernelFunction code(long gva, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        return new KernelFunction(
                "code", gva, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    }

    private boolean allows(PatchSite site, String original, String found) throws IOException {
        return site.allows(new Patch(code(PLACE, original), code(PLACE, found), targets));
    }

    @ParameterizedTest
    @CsvSource({
        "0f 1f 44 00 00, true",
        "66 66 66 66 90, true",
        "e8 fb 00 00 00, true", // ftrace_caller
        "e8 fc 00 00 00, false", // a byte behind it
        "e8 fb 03 00 00, false", // another function
        "e9 fb 00 00 00, false",
        "0f 1f 40 00 cc, false",
        "90 90 90 90 90, false", // five, of which only the first was replaced
    })
    void tracedFunctionCallsTheTracer(String found, boolean allowed) throws IOException {
        assertThat(allows(new TracerSite(PLACE), "e8 fb 00 00 00", found)).isEqualTo(allowed);
    }

    @Test
    void tracedFunctionMayCallAProgram() throws IOException {
        String call = "e8" + hex((int) (PROGRAM - PLACE - 5));
        assertThat(allows(new TracerSite(PLACE), "e8 fb 00 00 00", call)).isTrue();
        String beyond = "e8" + hex((int) (PROGRAM + 64 - PLACE - 5));
        assertThat(allows(new TracerSite(PLACE), "e8 fb 00 00 00", beyond)).isFalse();
    }

    private static String hex(int value) {
        return HexFormat.of().toHexDigits(Integer.reverseBytes(value));
    }

    @ParameterizedTest
    @CsvSource({
        "c3 cc cc cc cc, true",
        "e9 fb 01 00 00, true",
        "c3 90 90 90 90, false",
        "e9 fb 03 00 00, false",
        "e8 fb 01 00 00, false",
    })
    void returnsByAThunkOrPlainly(String found, boolean allowed) throws IOException {
        assertThat(allows(new ReturnSite(PLACE), "e9 fb 01 00 00", found)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "5, 0f 1f 44 00 00, true",
        "5, e9 fb 03 00 00, true",
        "5, e9 fb 04 00 00, false",
        "5, e8 fb 03 00 00, false",
        "2, 66 90, true",
        "2, eb 10, false",
        "2, 90 90, false",
    })
    void jumpLabelLeadsToItsTargetOrNowhere(int length, String found, boolean allowed)
            throws IOException {
        places.lock("jump_label_mutex", true); // so that its key does not matter
        targets = Targets.of(Linux.of(guest.kernel()));
        JumpLabel site = new JumpLabel(PLACE, length, TEXT + 0x800, key, false);
        assertThat(allows(site, found, found)).isEqualTo(allowed);
    }

    @Test
    void shortJumpLabelLeadsToItsTarget() throws IOException {
        JumpLabel site = new JumpLabel(PLACE, 2, PLACE + 0x12, key, false);
        assertThat(allows(site, "66 90", "eb 10")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "e8 00 00 00 00, e8 fb 03 00 00, true", // what the key says
        "e8 00 00 00 00, e8 fb 04 00 00, false",
        "e8 00 00 00 00, e9 fb 03 00 00, false", // does not come back
        "e9 00 00 00 00, e9 fb 03 00 00, true",
        "e8 00 00 00 00, 2e 2e 2e 31 c0, false", // the key has a function
        "e8 00 00 00 00, 0f 1f 44 00 00, false",
        "0f 84 00 00 00 00, 0f 84 fa 03 00 00, true",
        "0f 84 00 00 00 00, 0f 85 fa 03 00 00, false",
    })
    void staticCallCallsWhatItsKeySays(String original, String found, boolean allowed)
            throws IOException {
        StaticCall site = new StaticCall(PLACE, 5, key, original.startsWith("e9"));
        assertThat(allows(site, original, found)).isEqualTo(allowed);
    }

    @Test
    void staticCallMayCallAnotherFunctionWhileTheKernelChangesIt() throws IOException {
        places.lock("static_call_mutex", true);
        targets = Targets.of(Linux.of(guest.kernel()));
        StaticCall site = new StaticCall(PLACE, 5, key, false);
        assertThat(allows(site, "e8 00 00 00 00", "e8 fb 04 00 00")).isTrue();
        assertThat(allows(site, "e8 00 00 00 00", "e8 fb 04 00 10")).isFalse();
    }

    /** As aesni_intel has one, whose target it chooses when it starts. */
    @Test
    void trampolineOfAModuleJumpsToWhatItsKeySays() throws IOException {
        List<PatchSite> sites =
                LiveSites.trampolines(
                        Map.of("__SCT__own", PLACE, "__SCK__own", key, "__SCT__keyless", PLACE));

        assertThat(sites).hasSize(1);
        PatchSite site = sites.getFirst();
        assertThat(allows(site, "e9 00 00 00 00", "e9 fb 03 00 00")).isTrue();
        assertThat(allows(site, "e9 00 00 00 00", "e9 fb 04 00 00")).isFalse();
    }

    @Test
    void staticCallOfNothingIsANop() throws IOException {
        guest.u64(key, 0);
        targets = Targets.of(Linux.of(guest.kernel()));
        StaticCall site = new StaticCall(PLACE, 5, key, false);
        StaticCall tail = new StaticCall(PLACE, 5, key, true);
        assertThat(allows(site, "e8 00 00 00 00", "0f 1f 44 00 00")).isTrue();
        assertThat(allows(site, "e8 00 00 00 00", "c3 cc cc cc cc")).isFalse();
        assertThat(allows(tail, "e9 00 00 00 00", "c3 cc cc cc cc")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "e8 fb 02 00 00, ff d0 0f 1f 00, true", // call *%rax
        "e8 fb 02 00 00, ff d1 0f 1f 00, false", // call *%rcx
        "e8 fb 02 00 00, ff e0 cc cc cc, false", // jmp *%rax
        "e8 fb 02 00 00, 0f ae e8 ff d0, true", // lfence; call *%rax
        "e8 fb 02 00 00, e8 1b 03 00 00, false", // by r11
        "e9 fb 02 00 00, ff e0 cc cc cc, true",
        "2e e8 1a 03 00 00, 41 ff d3 0f 1f 00, true", // cs call r11
        "2e e8 1a 03 00 00, 2e e8 3a 03 00 00, true", // the thunk against ITS
        "2e e8 1a 03 00 00, ff d3 66 0f 1f 00, false", // call *%rbx
        "0f 84 fa 02 00 00, 75 04 ff e0 66 90, true", // jne over jmp *%rax
        "0f 84 fa 02 00 00, 74 04 ff e0 66 90, false",
        "0f 84 fa 02 00 00, 75 04 ff e1 66 90, false",
        "e8 fb 03 00 00, ff d0 0f 1f 00, false", // was no thunk
    })
    void indirectBranchKeepsItsRegister(String original, String found, boolean allowed)
            throws IOException {
        IndirectBranch site = new IndirectBranch(PLACE, 5);
        assertThat(allows(site, original, found)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        // the original, its NOPs in other forms
        "48 89 d1 90 90 90 90 90, 48 89 d1 0f 1f 44 00 00, true",
        "90 90 48 89 ec 90 90 90, 66 90 48 89 ec 0f 1f 00, true",
        "48 89 d1 90 90 90 90 90, 48 89 d1 eb 03 cc cc cc, true",
        "48 89 d1 90 90 90 90 90, 48 89 d2 0f 1f 44 00 00, false",
        "48 89 d1 90 90 90 90 90, 48 89 d1 0f 1f 40 00 c3, false",
        // the replacement: mov (%rip),%eax, 0x100 away; return
        "90 90 90 90 90 90 90 90, 8b 05 00 02 00 00 66 90, true",
        "90 90 90 90 90 90 90 90, 8b 05 00 03 00 00 66 90, false",
        "90 90 90 90 90 90 90 90, 8b 05 00 02 00 00 eb 10, false",
    })
    void alternativeIsTheOriginalOrAReplacement(String original, String found, boolean allowed)
            throws IOException {
        KernelFunction replacement = code(PLACE + 0x100, "8b 05 00 01 00 00");
        Alternative site = new Alternative(PLACE, 8, List.of(replacement));
        assertThat(allows(site, original, found)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "48 89 d1 c3 cc cc cc cc, true",
        "48 89 d1 e9 f8 01 00 00, true", // to the thunk, from here
        "48 89 d1 c3 cc cc cc 90, false",
        "48 89 d1 e9 f8 03 00 00, false",
    })
    void replacementMayReturnWithoutItsThunk(String found, boolean allowed) throws IOException {
        KernelFunction replacement = code(PLACE + 0x100, "48 89 d1 e9 f8 00 00 00");
        Alternative site = new Alternative(PLACE, 8, List.of(replacement));
        assertThat(allows(site, "90 90 90 90 90 90 90 90", found)).isEqualTo(allowed);
    }

    @Test
    void callByPointerBecomesThatCall() throws IOException {
        KernelFunction bug = code(PLACE + 0x100, "e8 00 00 00 00");
        Alternative site = new Alternative(PLACE, 6, List.of(bug));
        String original = "ff 15" + hex((int) (key - PLACE - 6));
        long slot = PLACE + 6 + (int) (key - PLACE - 6); // as near as 32 bits reach
        guest.u64(slot, TEXT + 0x800);
        targets = Targets.of(Linux.of(guest.kernel()));
        assertThat(allows(site, original, "e8 fb 03 00 00 90")).isTrue();
        assertThat(allows(site, original, "e8 fb 04 00 00 90")).isFalse();
        assertThat(allows(site, original, "66 0f 1f 44 00 00")).isFalse();
        guest.u64(slot, TEXT + 0x900);
        targets = Targets.of(Linux.of(guest.kernel()));
        assertThat(allows(site, original, "66 0f 1f 44 00 00")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "e8 fb 03 00 00 66 90, true",
        "e8 fc 03 00 00 66 90, false", // not the start of a function
        "fa 66 0f 1f 44 00 00, true", // cli
        "9c 58 0f 1f 44 00 00, true",
        "f4 66 0f 1f 44 00 00, false", // hlt
        "0f 1f 80 00 00 00 00, true",
    })
    void pointerCallBecomesACallOrNativeCode(String found, boolean allowed) throws IOException {
        String original = "ff 14 25 00 00 00 00";
        assertThat(allows(new PointerCall(PLACE, 7), original, found)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"f3 0f 1e fa", "66 0f 1f 00", "0f 1f 40 d6"})
    void landingPadMayBeTakenAway(String found) throws IOException {
        assertThat(allows(new LandingPad(PLACE), "f3 0f 1e fa", found)).isTrue();
        assertThat(allows(new LandingPad(PLACE), found, "0f 1f 40 d7")).isFalse();
    }

    @Test
    void lockPrefixBecomesOneThatDoesNothing() throws IOException {
        assertThat(allows(new LockPrefix(PLACE), "f0", "3e")).isTrue();
        assertThat(allows(new LockPrefix(PLACE), "f0", "90")).isFalse();
    }

    @Test
    void runtimeConstantIsWhatItsVariableHolds() throws IOException {
        String value = HexFormat.of().toHexDigits(Long.reverseBytes(TEXT + 0x800));
        RuntimeConstant pointer = new RuntimeConstant(PLACE, 8, key);
        assertThat(allows(pointer, "ef cd ab 89 67 45 23 01", value)).isTrue();
        assertThat(allows(pointer, "ef cd ab 89 67 45 23 01", "ef cd ab 89 67 45 23 01")).isFalse();
        assertThat(allows(new RuntimeConstant(PLACE, 1, key + 1), "0c", "08")).isTrue();
        assertThat(allows(new RuntimeConstant(PLACE, 1, key + 1), "0c", "09")).isFalse();
    }

    @Test
    void probeLeavesTheRestOfItsInstructionAlone() throws IOException {
        ProbeSite site = new ProbeSite(PLACE);
        assertThat(allows(site, "55 48 89 e5 41", "cc 48 89 e5 41")).isTrue();
        assertThat(allows(site, "55 48 89 e5 41", "cc 48 89 e5 42")).isFalse();
        assertThat(allows(site, "55 48 89 e5 41", "e9 fb 03 00 00")).isFalse();
    }
}
