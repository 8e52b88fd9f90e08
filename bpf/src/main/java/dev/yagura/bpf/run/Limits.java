package dev.yagura.bpf.run;

/**
 * What one run may use.
 *
 * @param instructions an upper bound of the instructions executed. A jump backwards counts as those
 *     it goes back over, the entry of a function as all of it; so what runs to its end stays below
 * @param callDepth functions that are active at once, at least 1
 * @param stackBytes of all their frames together
 */
public record Limits(long instructions, int callDepth, int stackBytes) {
    /** Calls nest this deep at most: a thread of 1 MiB holds as many frames of compiled code. */
    public static final int MAX_CALL_DEPTH = 512;

    /** A quarter of a billion instructions, a second or less; recursion over trees of the guest. */
    public static final Limits DEFAULT = new Limits(1L << 28, 256, 512 << 10);

    private static final int MAX_STACK_BYTES = 64 << 20;

    /** Refuses limits that nothing can run in or that no thread can hold. */
    public Limits {
        if (instructions < 1
                || callDepth < 1
                || callDepth > MAX_CALL_DEPTH
                || stackBytes < 16
                || stackBytes > MAX_STACK_BYTES
                || stackBytes % 16 != 0) {
            throw new IllegalArgumentException(
                    "instructions = %d, callDepth = %d, stackBytes = %d"
                            .formatted(instructions, callDepth, stackBytes));
        }
    }
}
