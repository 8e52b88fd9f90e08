package dev.yagura.bpf.run;

import static dev.yagura.bpf.Assembler.ADD;
import static dev.yagura.bpf.Assembler.DW;
import static dev.yagura.bpf.Assembler.JEQ;
import static dev.yagura.bpf.Assembler.MOV;
import static dev.yagura.bpf.Assembler.W;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.yagura.bpf.Assembler;
import dev.yagura.bpf.Engines;
import dev.yagura.bpf.isa.InstructionDecoder;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.memory.paging.PageNotPresentException;
import dev.yagura.memory.paging.Translation;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a program may not do, and what is said of it. */
class FaultsTest {
    private static final long PRESENT = 0xFFFF_8880_0000_0000L;

    /** One page whose bytes are their offsets, and the first half of the next. */
    private static final GuestMemory GUEST =
            (gva, destination) -> {
                for (long i = 0; i < destination.byteSize(); i++) {
                    if (gva + i < PRESENT || gva + i >= PRESENT + 4096 + 2048) {
                        throw new PageNotPresentException(gva + i, new Translation.NonCanonical());
                    }
                    destination.set(ValueLayout.JAVA_BYTE, i, (byte) (gva + i));
                }
            };

    private static ProgramFault fault(Engines engine, Assembler code, Limits limits) {
        return assertThrows(
                ProgramFault.class,
                () ->
                        engine.run(
                                Program.of(code.slots()),
                                GUEST,
                                new Helpers(Map.of(9, FaultsTest::refuse)),
                                limits));
    }

    private static long refuse(Memory memory, long a, long b, long c, long d, long e) throws Trap {
        throw new Trap(ProgramFault.Kind.HELPER, a, "refused");
    }

    @ParameterizedTest(name = "{0}: load at {1}")
    @CsvSource({
        "INTERPRETED, 0x0, UNMAPPED",
        "COMPILED, 0x0, UNMAPPED",
        "INTERPRETED, 0xfffffff, UNMAPPED",
        "COMPILED, 0xfffffff, UNMAPPED",
        "INTERPRETED, 0x7fffffffffffffff, UNMAPPED",
        "COMPILED, 0x7fffffffffffffff, UNMAPPED",
        "INTERPRETED, 0x4000000000000000, UNMAPPED",
        "COMPILED, 0x4000000000000000, UNMAPPED",
        "INTERPRETED, 0xffff888000002000, GUEST_PAGE_MISSING",
        "COMPILED, 0xffff888000002000, GUEST_PAGE_MISSING",
        "INTERPRETED, 0xffff8880000017fd, GUEST_PAGE_MISSING",
        "COMPILED, 0xffff8880000017fd, GUEST_PAGE_MISSING",
        "INTERPRETED, 0xfffffffffffffffe, GUEST_PAGE_MISSING",
        "COMPILED, 0xfffffffffffffffe, GUEST_PAGE_MISSING",
    })
    void endsALoadFromNowhere(Engines engine, String address, ProgramFault.Kind kind) {
        long parsed = Long.parseUnsignedLong(address.substring(2), 16);
        Assembler code = new Assembler().lddw(1, parsed).load(W, 0, 1, 0).exit();

        ProgramFault fault = fault(engine, code, Limits.DEFAULT);

        assertThat(fault.kind()).isEqualTo(kind);
        assertThat(fault.address()).isEqualTo(parsed);
        assertThat(fault.instruction()).isEqualTo(2);
        assertThat(fault).hasMessageContaining("main").hasMessageContaining(address);
    }

    @ParameterizedTest
    @EnumSource
    void readsTheGuestAcrossPagesAndFromHalves(Engines engine) throws IOException, ProgramFault {
        Assembler code =
                new Assembler()
                        .lddw(1, PRESENT)
                        .load(W, 0, 1, 4)
                        .load(W, 2, 1, 4094)
                        .alu64x(ADD, 0, 2)
                        .load(W, 2, 1, 4096 + 2044)
                        .alu64x(ADD, 0, 2)
                        .load(DW, 2, 1, 8)
                        .alu64x(ADD, 0, 2)
                        .exit();

        long result = engine.run(Program.of(code.slots()), GUEST, Helpers.NONE, Limits.DEFAULT);

        assertThat(result)
                .isEqualTo(0x0706_0504L + 0x0100_FFFEL + 0xFFFE_FDFCL + 0x0F0E_0D0C_0B0A_0908L);
    }

    /** A compiled load has a branch for each of the two. */
    @ParameterizedTest
    @EnumSource
    void oneInstructionReadsItsOwnMemoryAndTheGuests(Engines engine)
            throws IOException, ProgramFault {
        Assembler code =
                new Assembler()
                        .storeImmediate(W, 10, -8, 5)
                        .alu64x(MOV, 1, 10)
                        .alu64(ADD, 1, -8)
                        .alu64(MOV, 0, 0)
                        .alu64(MOV, 3, 0)
                        .label("again")
                        .load(W, 2, 1, 0)
                        .alu64x(ADD, 0, 2)
                        .alu64(ADD, 3, 1)
                        .jump(JEQ, 3, 2, "end")
                        .lddw(1, PRESENT)
                        .go("again")
                        .label("end")
                        .exit();

        long result = engine.run(Program.of(code.slots()), GUEST, Helpers.NONE, Limits.DEFAULT);

        assertThat(result).isEqualTo(5 + 0x0302_0100L);
    }

    @ParameterizedTest
    @EnumSource
    void endsAStoreToTheGuest(Engines engine) {
        Assembler store = new Assembler().lddw(1, PRESENT).storeImmediate(DW, 1, 8, 1).exit();
        Assembler atomic = new Assembler().lddw(1, PRESENT).atomic(DW, 1, 8, 2, 0).exit();

        for (Assembler code : List.of(store, atomic)) {
            ProgramFault fault = fault(engine, code, Limits.DEFAULT);
            assertThat(fault.kind()).isEqualTo(ProgramFault.Kind.GUEST_STORE);
            assertThat(fault.address()).isEqualTo(PRESENT + 8);
        }
    }

    @ParameterizedTest
    @EnumSource
    void endsAStoreToAConstant(Engines engine) throws MalformedStructureException {
        Assembler code =
                new Assembler()
                        .lddw(1, Memory.BASE)
                        .storeImmediate(W, 1, 4, 1)
                        .storeImmediate(W, 1, 3, 1)
                        .exit();
        Program program =
                new Program(
                        InstructionDecoder.decode(code.slots()),
                        List.of(new Function("store", 0, code.size(), 0)),
                        new Image(new byte[8], 4),
                        new SourceLines(
                                Map.of(
                                        0, new SourceLine("a.c", 1),
                                        3, new SourceLine("a.c", 7))));

        ProgramFault fault =
                assertThrows(
                        ProgramFault.class,
                        () -> engine.run(program, GuestMemory.NONE, Helpers.NONE, Limits.DEFAULT));

        assertThat(fault.kind()).isEqualTo(ProgramFault.Kind.CONSTANT_STORE);
        assertThat(fault.line()).isEqualTo(Optional.of(new SourceLine("a.c", 7)));
        assertThat(fault)
                .hasMessage(
                        "store: a.c:7 (instruction 3): store to a constant, 4 bytes at 0x10000003");
    }

    @ParameterizedTest
    @EnumSource
    void endsALoop(Engines engine) {
        Assembler code =
                new Assembler().label("again").alu64(ADD, 1, 1).alu64(ADD, 1, 1).go("again");

        ProgramFault fault = fault(engine, code, new Limits(1000, 8, 4096));

        assertThat(fault.kind()).isEqualTo(ProgramFault.Kind.INSTRUCTIONS);
        assertThat(fault.instruction()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void allowsExactlyTheInstructions(Engines engine) throws IOException, ProgramFault {
        // Entered: 4. Nine times back over three.
        Assembler code =
                new Assembler()
                        .alu64(ADD, 0, 0)
                        .label("again")
                        .alu64(ADD, 0, 1)
                        .jump(Assembler.JNE, 0, 10, "again")
                        .exit();

        long result =
                engine.run(
                        Program.of(code.slots()),
                        GUEST,
                        Helpers.NONE,
                        new Limits(4 + 9 * 2, 1, 512));

        assertThat(result).isEqualTo(10);
        assertThat(fault(engine, code, new Limits(4 + 9 * 2 - 1, 1, 512)).kind())
                .isEqualTo(ProgramFault.Kind.INSTRUCTIONS);
    }

    @ParameterizedTest
    @EnumSource
    void endsEndlessRecursion(Engines engine) {
        Assembler code = new Assembler().call("main").exit();
        code.label("main");
        Assembler self = new Assembler().label("main").call("main").exit();

        assertThat(fault(engine, self, Limits.DEFAULT).kind())
                .isEqualTo(ProgramFault.Kind.CALL_DEPTH);
        assertThat(fault(engine, self, new Limits(1000, Limits.MAX_CALL_DEPTH, 4096)).kind())
                .isEqualTo(ProgramFault.Kind.STACK);
    }

    @ParameterizedTest
    @EnumSource
    void endsACallOfNothing(Engines engine) {
        Assembler number = new Assembler().help(8).exit();
        Assembler address = new Assembler().lddw(3, Program.addressOf(1)).callx(3).exit();

        assertThat(fault(engine, number, Limits.DEFAULT).kind())
                .isEqualTo(ProgramFault.Kind.CALL_TARGET);
        ProgramFault fault = fault(engine, address, Limits.DEFAULT);
        assertThat(fault.kind()).isEqualTo(ProgramFault.Kind.CALL_TARGET);
        assertThat(fault.address()).isEqualTo(Program.addressOf(1));
    }

    @ParameterizedTest
    @EnumSource
    void namesTheInnermostFunction(Engines engine) {
        Assembler code =
                new Assembler()
                        .call("inner")
                        .exit()
                        .label("inner")
                        .alu64(MOV, 1, 77)
                        .help(9)
                        .exit();

        ProgramFault fault = fault(engine, code, Limits.DEFAULT);

        assertThat(fault.kind()).isEqualTo(ProgramFault.Kind.HELPER);
        assertThat(fault.function()).isEqualTo("function_2");
        assertThat(fault.instruction()).isEqualTo(3);
        assertThat(fault.address()).isEqualTo(77);
    }

    @ParameterizedTest
    @EnumSource
    void passesOnThatTheGuestIsGone(Engines engine) {
        GuestMemory gone =
                (long gva, MemorySegment destination) -> {
                    throw new IOException("connection lost");
                };
        Assembler code = new Assembler().lddw(1, PRESENT).load(W, 0, 1, 0).exit();

        assertThatThrownBy(() ->
                        engine.run(Program.of(code.slots()), gone, Helpers.NONE, Limits.DEFAULT))
                .isInstanceOf(IOException.class)
                .hasMessage("connection lost");
    }
}
