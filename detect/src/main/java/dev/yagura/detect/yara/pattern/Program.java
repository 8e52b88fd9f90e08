package dev.yagura.detect.yara.pattern;

import java.util.List;

/**
 * An expanded pattern as instructions, to be read from left to right or from right to left.
 * Immutable.
 */
final class Program {
    /** Takes a byte of a set. */
    static final byte SET = 0;

    /** Goes on at two places, the first preferred. */
    static final byte SPLIT = 1;

    /** Goes on elsewhere. */
    static final byte JUMP = 2;

    /** Goes on if the place is of a kind. */
    static final byte ASSERT = 3;

    /** Is done. */
    static final byte MATCH = 4;

    private final byte[] operations;
    private final int[] first;
    private final int[] second;
    private final ByteSet[] sets;
    private final List<Node.Place> places;
    private final int[] afterLeaf;

    /**
     * Keeps the arrays, which nobody else may have.
     *
     * @param operations what each instruction does
     * @param first operand: the number of the byte set or place, or where to go
     * @param second where to go otherwise
     * @param sets the byte sets
     * @param places what assertions assert
     * @param afterLeaf the instruction behind each leaf, by the leaf's id
     */
    Program(
            byte[] operations,
            int[] first,
            int[] second,
            ByteSet[] sets,
            List<Node.Place> places,
            int[] afterLeaf) {
        this.operations = operations;
        this.first = first;
        this.second = second;
        this.sets = sets;
        this.places = List.copyOf(places);
        this.afterLeaf = afterLeaf;
    }

    /** Returns how many instructions there are. */
    int size() {
        return operations.length;
    }

    byte operation(int pc) {
        return operations[pc];
    }

    int first(int pc) {
        return first[pc];
    }

    int second(int pc) {
        return second[pc];
    }

    /** Returns whether an instruction that takes a byte takes this one. */
    boolean takes(int pc, int value) {
        return sets[first[pc]].has(value);
    }

    /** Returns what an instruction asserts. */
    Node.Place place(int pc) {
        return places.get(first[pc]);
    }

    /** Returns the instruction of a leaf. */
    int leaf(int id) {
        return afterLeaf[id] - 1;
    }
}
