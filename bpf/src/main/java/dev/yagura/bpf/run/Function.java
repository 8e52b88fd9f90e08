package dev.yagura.bpf.run;

import static java.util.Objects.requireNonNull;

/**
 * A function of a program: instructions that follow each other, entered at the first.
 *
 * @param name as the source has it
 * @param start number of its first instruction
 * @param end number of the instruction behind its last
 * @param stackBytes of its frame, a multiple of 8
 */
public record Function(String name, int start, int end, int stackBytes) {
    /** The frame of a function that says nothing else: BPF_MAX_STACK of the Linux kernel. */
    public static final int DEFAULT_STACK_BYTES = 512;

    private static final int MAX_STACK_BYTES = 1 << 20;

    /** Refuses an empty function and one with an absurd frame. */
    public Function {
        requireNonNull(name, "name");
        if (start < 0
                || end <= start
                || stackBytes < 0
                || stackBytes > MAX_STACK_BYTES
                || stackBytes % 8 != 0) {
            throw new IllegalArgumentException(
                    "%s: start = %d, end = %d, stackBytes = %d"
                            .formatted(name, start, end, stackBytes));
        }
    }

    /** Returns the number of its instructions, at least 1. */
    public int length() {
        return end - start;
    }
}
