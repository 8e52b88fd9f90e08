package dev.yagura.bpf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes instructions from the numbers of RFC 9669, and not from the code under test. */
public final class Assembler {
    /** Opcodes, by the names that the Linux kernel's documents use. */
    public static final int ADD = 0x00;

    public static final int SUB = 0x10;
    public static final int MUL = 0x20;
    public static final int DIV = 0x30;
    public static final int OR = 0x40;
    public static final int AND = 0x50;
    public static final int LSH = 0x60;
    public static final int RSH = 0x70;
    public static final int NEG = 0x80;
    public static final int MOD = 0x90;
    public static final int XOR = 0xA0;
    public static final int MOV = 0xB0;
    public static final int ARSH = 0xC0;
    public static final int END = 0xD0;

    public static final int JEQ = 0x10;
    public static final int JGT = 0x20;
    public static final int JGE = 0x30;
    public static final int JSET = 0x40;
    public static final int JNE = 0x50;
    public static final int JSGT = 0x60;
    public static final int JSGE = 0x70;
    public static final int JLT = 0xA0;
    public static final int JLE = 0xB0;
    public static final int JSLT = 0xC0;
    public static final int JSLE = 0xD0;

    public static final int W = 0x00;
    public static final int H = 0x08;
    public static final int B = 0x10;
    public static final int DW = 0x18;

    private static final int ALU = 4;
    private static final int JMP = 5;
    private static final int JMP32 = 6;
    private static final int ALU64 = 7;
    private static final int X = 8;

    private record Pending(int at, String label, boolean inImmediate) {}

    private final List<Long> slots = new ArrayList<>();
    private final Map<String, Integer> labels = new HashMap<>();
    private final List<Pending> pending = new ArrayList<>();

    /** Adds an instruction field by field. */
    public Assembler raw(int opcode, int destination, int source, int offset, int immediate) {
        slots.add(
                opcode
                        | (long) destination << 8
                        | (long) source << 12
                        | (offset & 0xFFFFL) << 16
                        | (long) immediate << 32);
        return this;
    }

    /** {@code destination operation= immediate}. */
    public Assembler alu64(int operation, int destination, int immediate) {
        return raw(operation | ALU64, destination, 0, 0, immediate);
    }

    /** {@code destination operation= register}. */
    public Assembler alu64x(int operation, int destination, int source) {
        return raw(operation | ALU64 | X, destination, source, 0, 0);
    }

    /** As {@link #alu64}, of 32 bits. */
    public Assembler alu32(int operation, int destination, int immediate) {
        return raw(operation | ALU, destination, 0, 0, immediate);
    }

    /** As {@link #alu64x}, of 32 bits. */
    public Assembler alu32x(int operation, int destination, int source) {
        return raw(operation | ALU | X, destination, source, 0, 0);
    }

    /** {@code destination = value}. */
    public Assembler lddw(int destination, long value) {
        raw(0x18, destination, 0, 0, (int) value);
        return raw(0, 0, 0, 0, (int) (value >>> 32));
    }

    /** {@code destination = *(base + offset)}. */
    public Assembler load(int size, int destination, int base, int offset) {
        return raw(0x61 | size, destination, base, offset, 0);
    }

    /** {@code destination = *(base + offset)}, sign-extended. */
    public Assembler loadSigned(int size, int destination, int base, int offset) {
        return raw(0x81 | size, destination, base, offset, 0);
    }

    /** {@code *(base + offset) = source}. */
    public Assembler store(int size, int base, int offset, int source) {
        return raw(0x63 | size, base, source, offset, 0);
    }

    /** {@code *(base + offset) = immediate}. */
    public Assembler storeImmediate(int size, int base, int offset, int immediate) {
        return raw(0x62 | size, base, 0, offset, immediate);
    }

    /** An atomic operation by its number. */
    public Assembler atomic(int size, int base, int offset, int source, int operation) {
        return raw(0xC3 | size, base, source, offset, operation);
    }

    /** Branches if a register and an immediate compare. */
    public Assembler jump(int condition, int left, int immediate, String label) {
        pending.add(new Pending(slots.size(), label, false));
        return raw(condition | JMP, left, 0, 0, immediate);
    }

    /** Branches if two registers compare. */
    public Assembler jumpx(int condition, int left, int right, String label) {
        pending.add(new Pending(slots.size(), label, false));
        return raw(condition | JMP | X, left, right, 0, 0);
    }

    /** As {@link #jump}, of 32 bits. */
    public Assembler jump32(int condition, int left, int immediate, String label) {
        pending.add(new Pending(slots.size(), label, false));
        return raw(condition | JMP32, left, 0, 0, immediate);
    }

    /** As {@link #jumpx}, of 32 bits. */
    public Assembler jump32x(int condition, int left, int right, String label) {
        pending.add(new Pending(slots.size(), label, false));
        return raw(condition | JMP32 | X, left, right, 0, 0);
    }

    /** Jumps. */
    public Assembler go(String label) {
        pending.add(new Pending(slots.size(), label, false));
        return raw(JMP, 0, 0, 0, 0);
    }

    /** Jumps by a distance of 32 bits. */
    public Assembler goFar(String label) {
        pending.add(new Pending(slots.size(), label, true));
        return raw(JMP32, 0, 0, 0, 0);
    }

    /** Calls a function of the program. */
    public Assembler call(String label) {
        pending.add(new Pending(slots.size(), label, true));
        return raw(0x85, 0, 1, 0, 0);
    }

    /** Calls a helper. */
    public Assembler help(int number) {
        return raw(0x85, 0, 0, 0, number);
    }

    /** Calls what a register holds. */
    public Assembler callx(int register) {
        return raw(0x8D, register, 0, 0, 0);
    }

    /** Returns. */
    public Assembler exit() {
        return raw(0x95, 0, 0, 0, 0);
    }

    /** Names the next instruction. */
    public Assembler label(String label) {
        labels.put(label, slots.size());
        return this;
    }

    /** Returns the number of instructions so far. */
    public int size() {
        return slots.size();
    }

    /** Returns the program. */
    public long[] slots() {
        long[] done = slots.stream().mapToLong(Long::longValue).toArray();
        for (Pending jump : pending) {
            Integer target = labels.get(jump.label());
            if (target == null) {
                throw new IllegalArgumentException("no label " + jump.label());
            }
            long distance = target - jump.at() - 1L;
            done[jump.at()] |= jump.inImmediate() ? distance << 32 : (distance & 0xFFFF) << 16;
        }
        return done;
    }
}
