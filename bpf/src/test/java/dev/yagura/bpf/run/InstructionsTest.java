package dev.yagura.bpf.run;

import static dev.yagura.bpf.Assembler.ADD;
import static dev.yagura.bpf.Assembler.AND;
import static dev.yagura.bpf.Assembler.ARSH;
import static dev.yagura.bpf.Assembler.B;
import static dev.yagura.bpf.Assembler.DIV;
import static dev.yagura.bpf.Assembler.DW;
import static dev.yagura.bpf.Assembler.END;
import static dev.yagura.bpf.Assembler.H;
import static dev.yagura.bpf.Assembler.LSH;
import static dev.yagura.bpf.Assembler.MOD;
import static dev.yagura.bpf.Assembler.MOV;
import static dev.yagura.bpf.Assembler.MUL;
import static dev.yagura.bpf.Assembler.NEG;
import static dev.yagura.bpf.Assembler.OR;
import static dev.yagura.bpf.Assembler.RSH;
import static dev.yagura.bpf.Assembler.SUB;
import static dev.yagura.bpf.Assembler.W;
import static dev.yagura.bpf.Assembler.XOR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.bpf.Assembler;
import dev.yagura.bpf.Engines;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What each instruction does, by hand-worked examples; bpf_conformance has many more. */
class InstructionsTest {
    private static final long MIN = Long.MIN_VALUE;
    private static final int INT_MIN = Integer.MIN_VALUE;

    /** Name, offset field, operation, operands, result of 64 bits, result of 32 bits. */
    static Stream<Arguments> arithmetic() {
        return Stream.of(
                        row("add", 0, ADD, 0xFFFF_FFFFL, 1, 0x1_0000_0000L, 0),
                        row("sub", 0, SUB, 0, 1, -1, 0xFFFF_FFFFL),
                        row("mul", 0, MUL, 0x1_0000_0001L, 3, 0x3_0000_0003L, 3),
                        row("div", 0, DIV, -8, 2, 0x7FFF_FFFF_FFFF_FFFCL, 0x7FFF_FFFCL),
                        row("div by zero", 0, DIV, 5, 0, 0, 0),
                        row("sdiv", 1, DIV, -7, 2, -3, 0xFFFF_FFFDL),
                        row("sdiv of min", 1, DIV, MIN, -1, MIN, 0),
                        row("sdiv of int min", 1, DIV, INT_MIN, -1, 0x8000_0000L, 0x8000_0000L),
                        row("sdiv by zero", 1, DIV, -7, 0, 0, 0),
                        row("or", 0, OR, 0x5, 0x3, 0x7, 0x7),
                        row("and", 0, AND, 0xF_0000_0005L, 3, 1, 1),
                        row("lsh", 0, LSH, 1, 36, 1L << 36, 1 << 4),
                        row("rsh", 0, RSH, -1, 60, 0xF, 0xF),
                        row("mod", 0, MOD, -1, 10, 5, 5),
                        row("mod by zero", 0, MOD, 0x1_0000_0007L, 0, 0x1_0000_0007L, 7),
                        row("smod", 1, MOD, -7, 2, -1, 0xFFFF_FFFFL),
                        row("smod of min", 1, MOD, MIN, -1, 0, 0),
                        row("smod by zero", 1, MOD, -7, 0, -7, 0xFFFF_FFF9L),
                        row("xor", 0, XOR, 0x5, 0x3, 0x6, 0x6),
                        row("mov", 0, MOV, 7, -1, -1, 0xFFFF_FFFFL),
                        row("arsh", 0, ARSH, -16, 2, -4, 0xFFFF_FFFCL))
                .flatMap(InstructionsTest::inEachEngine);
    }

    private static Arguments row(
            String name, int offset, int operation, long a, int b, long wide, long narrow) {
        return Arguments.of(name, offset, operation, a, b, wide, narrow);
    }

    private static Stream<Arguments> inEachEngine(Arguments row) {
        return Stream.of(Engines.values())
                .map(engine -> {
                    Object[] values = Arrays.copyOf(row.get(), row.get().length + 1);
                    values[values.length - 1] = engine;
                    return Arguments.of(values);
                });
    }

    @ParameterizedTest(name = "{0}, {7}")
    @MethodSource("arithmetic")
    void computes(
            String name,
            int offset,
            int operation,
            long a,
            int b,
            long wide,
            long narrow,
            Engines engine)
            throws IOException, ProgramFault {
        Assembler wideImmediate =
                new Assembler().lddw(0, a).raw(operation | 0x07, 0, 0, offset, b).exit();
        Assembler wideRegister =
                new Assembler()
                        .lddw(0, a)
                        .alu64(MOV, 1, b)
                        .raw(operation | 0x0F, 0, 1, offset, 0)
                        .exit();
        Assembler narrowImmediate =
                new Assembler().lddw(0, a).raw(operation | 0x04, 0, 0, offset, b).exit();
        Assembler narrowRegister =
                new Assembler()
                        .lddw(0, a)
                        .alu64(MOV, 1, b)
                        .raw(operation | 0x0C, 0, 1, offset, 0)
                        .exit();

        assertThat(engine.run(wideImmediate)).isEqualTo(wide);
        assertThat(engine.run(wideRegister)).isEqualTo(wide);
        assertThat(engine.run(narrowImmediate)).isEqualTo(narrow);
        assertThat(engine.run(narrowRegister)).isEqualTo(narrow);
    }

    @ParameterizedTest
    @EnumSource
    void negatesExtendsAndArranges(Engines engine) throws IOException, ProgramFault {
        long value = 0x1122_3344_5566_7788L;

        assertThat(one(engine, value, NEG | 0x07, 0, 0)).isEqualTo(-value);
        assertThat(one(engine, value, NEG | 0x04, 0, 0)).isEqualTo(-value & 0xFFFF_FFFFL);
        assertThat(one(engine, 0x80, MOV | 0x0F, 8, 0)).isEqualTo(-128);
        assertThat(one(engine, 0x80, MOV | 0x0C, 8, 0)).isEqualTo(0xFFFF_FF80L);
        assertThat(one(engine, 0x1_8000, MOV | 0x0F, 16, 0)).isEqualTo(-32768);
        assertThat(one(engine, 0x1_8000, MOV | 0x0C, 16, 0)).isEqualTo(0xFFFF_8000L);
        assertThat(one(engine, 0x8000_0000L, MOV | 0x0F, 32, 0)).isEqualTo(INT_MIN);
        assertThat(one(engine, value, END | 0x04, 0, 16)).isEqualTo(0x7788);
        assertThat(one(engine, value, END | 0x04, 0, 32)).isEqualTo(0x5566_7788);
        assertThat(one(engine, value, END | 0x04, 0, 64)).isEqualTo(value);
        assertThat(one(engine, value, END | 0x0C, 0, 16)).isEqualTo(0x8877);
        assertThat(one(engine, value, END | 0x0C, 0, 32)).isEqualTo(0x8877_6655L);
        assertThat(one(engine, value, END | 0x0C, 0, 64)).isEqualTo(0x8877_6655_4433_2211L);
        assertThat(one(engine, value, END | 0x07, 0, 16)).isEqualTo(0x8877);
        assertThat(one(engine, value, END | 0x07, 0, 32)).isEqualTo(0x8877_6655L);
        assertThat(one(engine, value, END | 0x07, 0, 64)).isEqualTo(0x8877_6655_4433_2211L);
    }

    /** Runs an instruction whose destination and, if it has one, source is register 0. */
    private static long one(Engines engine, long value, int opcode, int offset, int immediate)
            throws IOException, ProgramFault {
        return engine.run(
                new Assembler().lddw(0, value).raw(opcode, 0, 0, offset, immediate).exit());
    }

    /** Opcode, operands, whether taken for 64 and for 32 bits. */
    static Stream<Arguments> branches() {
        long high = 0x1_0000_0000L;
        return Stream.of(
                        Arguments.of(Assembler.JEQ, high | 5, 5, false, true),
                        Arguments.of(Assembler.JNE, high | 5, 5, true, false),
                        Arguments.of(Assembler.JSET, high | 8, 3, false, false),
                        Arguments.of(Assembler.JSET, high | 8, 12, true, true),
                        Arguments.of(Assembler.JSET, high, -1, true, false),
                        Arguments.of(Assembler.JGT, high, 1, true, false),
                        Arguments.of(Assembler.JGT, 5, -1, false, false),
                        Arguments.of(Assembler.JGE, 5, 5, true, true),
                        Arguments.of(Assembler.JLT, 5, -1, true, true),
                        Arguments.of(Assembler.JLT, 5, 5, false, false),
                        Arguments.of(Assembler.JLE, high | 5, 5, false, true),
                        Arguments.of(Assembler.JSGT, 5, -1, true, true),
                        Arguments.of(Assembler.JSGT, 0xFFFF_FFFFL, 0, true, false),
                        Arguments.of(Assembler.JSGE, -1, -1, true, true),
                        Arguments.of(Assembler.JSLT, -2, -1, true, true),
                        Arguments.of(Assembler.JSLT, -1, -1, false, false),
                        Arguments.of(Assembler.JSLE, -1, -1, true, true),
                        Arguments.of(Assembler.JSLE, 5, -1, false, false))
                .flatMap(InstructionsTest::inEachEngine);
    }

    @ParameterizedTest(name = "{0}: {1}, {2}, {5}")
    @MethodSource("branches")
    void branchesIfTheConditionHolds(
            int condition, long a, int b, boolean wide, boolean narrow, Engines engine)
            throws IOException, ProgramFault {
        Assembler[] programs = {
            start(a, b).jump(condition, 3, b, "taken"),
            start(a, b).jumpx(condition, 3, 4, "taken"),
            start(a, b).jump32(condition, 3, b, "taken"),
            start(a, b).jump32x(condition, 3, 4, "taken")
        };
        for (int i = 0; i < programs.length; i++) {
            Assembler code = programs[i].exit().label("taken").alu64(MOV, 0, 1).exit();

            assertThat(engine.run(code)).isEqualTo((i < 2 ? wide : narrow) ? 1 : 0);
        }
    }

    private static Assembler start(long a, int b) {
        return new Assembler().alu64(MOV, 0, 0).lddw(3, a).alu64(MOV, 4, b);
    }

    @ParameterizedTest
    @EnumSource
    void jumpsNearAndFar(Engines engine) throws IOException, ProgramFault {
        Assembler code =
                new Assembler()
                        .go("second")
                        .label("first")
                        .alu64(MOV, 0, 3)
                        .exit()
                        .label("second")
                        .goFar("first");

        assertThat(engine.run(code)).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource
    void storesAndLoadsEverySize(Engines engine) throws IOException, ProgramFault {
        Assembler code =
                new Assembler()
                        .storeImmediate(DW, 10, -8, -2)
                        .storeImmediate(B, 10, -8, 0x180)
                        .storeImmediate(H, 10, -6, 0x1_7001)
                        .storeImmediate(W, 10, -4, 0x1234)
                        .load(DW, 0, 10, -8)
                        .exit();
        assertThat(engine.run(code)).isEqualTo(0x0000_1234_7001_FF80L);

        Assembler signs =
                new Assembler()
                        .lddw(1, 0x8000_0000_8000_0080L)
                        .store(DW, 10, -8, 1)
                        .loadSigned(B, 0, 10, -8)
                        .loadSigned(H, 2, 10, -8)
                        .alu64x(ADD, 0, 2)
                        .loadSigned(W, 2, 10, -4)
                        .alu64x(ADD, 0, 2)
                        .load(B, 2, 10, -8)
                        .alu64x(ADD, 0, 2)
                        .load(H, 2, 10, -8)
                        .alu64x(ADD, 0, 2)
                        .load(W, 2, 10, -4)
                        .alu64x(ADD, 0, 2)
                        .exit();
        assertThat(engine.run(signs)).isEqualTo(-128 + 128 + INT_MIN + 128 + 128 + 0x8000_0000L);

        Assembler registers =
                new Assembler()
                        .alu64(MOV, 1, -1)
                        .storeImmediate(DW, 10, -8, 0)
                        .store(B, 10, -8, 1)
                        .store(H, 10, -6, 1)
                        .store(W, 10, -4, 1)
                        .load(DW, 0, 10, -8)
                        .exit();
        assertThat(engine.run(registers)).isEqualTo(0xFFFF_FFFF_FFFF_00FFL);
    }

    /**
     * Operation, what memory holds afterwards, what is fetched; memory is 12 before, operand 10.
     */
    static Stream<Arguments> atomics() {
        return Stream.of(
                        Arguments.of(0x00, 22, 10),
                        Arguments.of(0x01, 22, 12),
                        Arguments.of(0x40, 14, 10),
                        Arguments.of(0x41, 14, 12),
                        Arguments.of(0x50, 8, 10),
                        Arguments.of(0x51, 8, 12),
                        Arguments.of(0xA0, 6, 10),
                        Arguments.of(0xA1, 6, 12),
                        Arguments.of(0xE1, 10, 12))
                .flatMap(InstructionsTest::inEachEngine);
    }

    @ParameterizedTest(name = "operation {0}, {3}")
    @MethodSource("atomics")
    void changesMemoryAtomically(int operation, int after, int fetched, Engines engine)
            throws IOException, ProgramFault {
        for (int size : new int[] {W, DW}) {
            Assembler code =
                    new Assembler()
                            .storeImmediate(DW, 10, -8, 12)
                            .alu64(MOV, 3, 10)
                            .atomic(size, 10, -8, 3, operation)
                            .load(DW, 0, 10, -8)
                            .alu64(LSH, 0, 32)
                            .alu64x(OR, 0, 3)
                            .exit();

            assertThat(engine.run(code)).isEqualTo(((long) after << 32) | fetched);
        }
    }

    @ParameterizedTest
    @EnumSource
    void exchangesIfEqualToRegister0(Engines engine) throws IOException, ProgramFault {
        for (int size : new int[] {W, DW}) {
            for (int expected : new int[] {12, 13}) {
                Assembler code =
                        new Assembler()
                                .storeImmediate(DW, 10, -8, 12)
                                .alu64(MOV, 0, expected)
                                .alu64(MOV, 3, 10)
                                .atomic(size, 10, -8, 3, 0xF1)
                                .load(DW, 1, 10, -8)
                                .alu64(LSH, 1, 32)
                                .alu64x(OR, 0, 1)
                                .exit();

                assertThat(engine.run(code)).isEqualTo(((expected == 12 ? 10L : 12L) << 32) | 12);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void callsFunctionsAndHelpers(Engines engine) throws IOException, ProgramFault {
        Assembler code = new Assembler().alu64(MOV, 6, 600).alu64(MOV, 9, 900);
        for (int register = 1; register <= 5; register++) {
            code.alu64(MOV, register, register);
        }
        code.call("sum") // 15
                .alu64x(ADD, 6, 0)
                .help(7) // 1 + 2 * 2 + 5: the arguments are still there
                .alu64x(ADD, 6, 0)
                .alu64(MOV, 8, 7)
                .callx(8) // the same, by its number
                .alu64x(ADD, 6, 0)
                .lddw(8, Program.addressOf(21))
                .callx(8) // 15, by its address
                .alu64x(ADD, 6, 0)
                .alu64x(ADD, 6, 9)
                .alu64x(MOV, 0, 6)
                .exit();
        assertThat(code.size()).isEqualTo(21);
        code.label("sum").alu64(MOV, 6, 0).alu64(MOV, 9, 0).alu64x(MOV, 0, 1);
        for (int register = 2; register <= 5; register++) {
            code.alu64x(ADD, 0, register);
        }
        code.exit();
        Helpers helpers = new Helpers(Map.of(7, (memory, a, b, c, d, e) -> a + 2 * b + e));

        long result =
                engine.run(Program.of(code.slots()), GuestMemory.NONE, helpers, Limits.DEFAULT);

        assertThat(result).isEqualTo(600 + 15 + 10 + 10 + 15 + 900);
    }

    @ParameterizedTest
    @EnumSource
    void givesEveryCallAFrameOfItsOwn(Engines engine) throws IOException, ProgramFault {
        Assembler code =
                new Assembler()
                        .storeImmediate(DW, 10, -512, 1)
                        .call("inner")
                        .load(DW, 0, 10, -512)
                        .exit()
                        .label("inner")
                        .storeImmediate(DW, 10, -8, 2)
                        .exit();

        assertThat(engine.run(code)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void recurses(Engines engine) throws IOException, ProgramFault {
        Assembler code =
                new Assembler()
                        .alu64(MOV, 1, 10)
                        .call("factorial")
                        .exit()
                        .label("factorial")
                        .alu64(MOV, 0, 1)
                        .jump(Assembler.JEQ, 1, 0, "end")
                        .alu64x(MOV, 6, 1)
                        .alu64(SUB, 1, 1)
                        .call("factorial")
                        .alu64x(MUL, 0, 6)
                        .label("end")
                        .exit();

        assertThat(engine.run(code)).isEqualTo(3_628_800);
    }

    @ParameterizedTest
    @EnumSource
    void seesItsArguments(Engines engine) throws IOException, ProgramFault {
        Assembler code = new Assembler().alu64x(MOV, 0, 1).alu64x(SUB, 0, 5).exit();

        assertThat(engine.run(code, 9, 0, 0, 0, 2)).isEqualTo(7);
    }
}
