package dev.yagura.bpf.run;

import static dev.yagura.bpf.Assembler.B;
import static dev.yagura.bpf.Assembler.DW;
import static dev.yagura.bpf.Assembler.H;
import static dev.yagura.bpf.Assembler.LSH;
import static dev.yagura.bpf.Assembler.MOV;
import static dev.yagura.bpf.Assembler.OR;
import static dev.yagura.bpf.Assembler.W;
import static dev.yagura.bpf.Assembler.XOR;

import dev.yagura.bpf.Assembler;
import java.util.random.RandomGenerator;

/**
 * Writes a program of random instructions that is well formed, usually runs to its end, and whose
 * result depends on all registers and on the stack.
 */
final class RandomProgram {
    private static final int[] OPERATIONS = {
        Assembler.ADD,
        Assembler.SUB,
        Assembler.MUL,
        Assembler.DIV,
        OR,
        Assembler.AND,
        LSH,
        Assembler.RSH,
        Assembler.MOD,
        XOR,
        MOV,
        Assembler.ARSH
    };
    private static final int[] CONDITIONS = {
        Assembler.JEQ, Assembler.JGT, Assembler.JGE, Assembler.JSET, Assembler.JNE,
        Assembler.JSGT, Assembler.JSGE, Assembler.JLT, Assembler.JLE, Assembler.JSLT,
        Assembler.JSLE
    };
    private static final int[] SIZES = {B, H, W, DW};
    private static final int[] ATOMICS = {
        0x00, 0x01, 0x40, 0x41, 0x50, 0x51, 0xA0, 0xA1, 0xE1, 0xF1
    };
    private static final int FUNCTIONS = 3;
    private static final int SLOTS = 8;

    private final RandomGenerator random;
    private final Assembler code = new Assembler();
    private int function;
    private int length;

    RandomProgram(RandomGenerator random) {
        this.random = random;
    }

    /**
     * Returns the program.
     *
     * @param maxLength instructions of a function at most, about
     */
    long[] slots(int maxLength) {
        for (function = 0; function < FUNCTIONS; function++) {
            function(1 + random.nextInt(maxLength));
        }
        return code.slots();
    }

    private void function(int wanted) {
        length = wanted;
        code.label("f" + function);
        for (int i = 0; i < SLOTS; i++) {
            code.storeImmediate(DW, 10, -8 * (i + 1), random.nextInt());
        }
        for (int i = 0; i < length; i++) {
            code.label(label(i));
            instruction(i);
        }
        code.label(label(length));
        for (int i = 0; i < SLOTS; i++) {
            code.load(DW, 9, 10, -8 * (i + 1)).alu64(Assembler.MUL, 0, 31).alu64x(XOR, 0, 9);
        }
        for (int register = 1; register < 9; register++) {
            code.alu64(Assembler.MUL, 0, 31).alu64x(XOR, 0, register);
        }
        code.exit();
    }

    private String label(int i) {
        return function + "/" + i;
    }

    private void instruction(int i) {
        int a = random.nextInt(10);
        int b = random.nextInt(11);
        int number = random.nextInt(3) == 0 ? random.nextInt() : random.nextInt(-2, 70);
        int offset = -8 * (1 + random.nextInt(SLOTS)) + random.nextInt(2);
        int size = SIZES[random.nextInt(SIZES.length)];
        int operation = OPERATIONS[random.nextInt(OPERATIONS.length)];
        boolean divides = operation == Assembler.DIV || operation == Assembler.MOD;
        int signed = divides ? random.nextInt(2) : 0;
        switch (random.nextInt(20)) {
            case 0, 1 -> code.raw(operation | 0x07, a, 0, signed, number);
            case 2, 3 -> code.raw(operation | 0x0F, a, b, signed, 0);
            case 4 -> code.raw(operation | 0x04, a, 0, signed, number);
            case 5 -> code.raw(operation | 0x0C, a, b, signed, 0);
            case 6 -> code.raw(Assembler.NEG | (random.nextBoolean() ? 4 : 7), a, 0, 0, 0);
            case 7 -> code.raw(MOV | 0x0F, a, b, 8 << random.nextInt(3), 0);
            case 8 -> code.raw(MOV | 0x0C, a, b, 8 << random.nextInt(2), 0);
            case 9 -> {
                int form = new int[] {0x04, 0x0C, 0x07}[random.nextInt(3)];
                code.raw(Assembler.END | form, a, 0, 0, 16 << random.nextInt(3));
            }
            case 10 -> code.lddw(a, random.nextLong());
            case 11 -> code.load(size, a, 10, offset);
            case 12 -> code.loadSigned(size == DW ? W : size, a, 10, offset);
            case 13 -> code.store(size, 10, offset, b);
            case 14 -> code.storeImmediate(size, 10, offset, number);
            case 15 -> {
                int atomic = ATOMICS[random.nextInt(ATOMICS.length)];
                code.atomic(random.nextBoolean() ? W : DW, 10, offset, a, atomic);
            }
            case 16, 17, 18 -> branch(i, a, b, number);
            default -> call(b);
        }
    }

    private void branch(int i, int a, int b, int number) {
        // Most go forwards; a loop that does not end is ended, by both engines at one instruction.
        boolean back = random.nextInt(12) == 0;
        String target = label(back ? random.nextInt(i + 1) : random.nextInt(i + 1, length + 1));
        int condition = CONDITIONS[random.nextInt(CONDITIONS.length)];
        switch (random.nextInt(6)) {
            case 0 -> code.go(target);
            case 1 -> code.goFar(target);
            case 2 -> code.jump(condition, a, number, target);
            case 3 -> code.jumpx(condition, a, b, target);
            case 4 -> code.jump32(condition, a, number, target);
            default -> code.jump32x(condition, a, b, target);
        }
    }

    private void call(int register) {
        switch (random.nextInt(24)) {
            case 0 -> code.callx(register); // ends the program, unless by chance
            case 1 -> code.load(W, 0, register, 0); // likewise
            case 2 -> code.help(2); // which there is not
            default -> {
                if (function + 1 < FUNCTIONS && random.nextBoolean()) {
                    code.call("f" + (function + 1));
                } else {
                    code.help(1);
                }
            }
        }
    }
}
