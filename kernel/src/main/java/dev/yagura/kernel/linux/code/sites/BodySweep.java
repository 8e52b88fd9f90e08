package dev.yagura.kernel.linux.code.sites;

import dev.yagura.kernel.linux.control.Instructions;
import dev.yagura.kernel.linux.control.KernelFunction;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.OptionalLong;

/**
 * Finds instructions within functions that lead to other code.
 *
 * <p>Bytes that could begin such an instruction are looked for first, which leaves next to none; of
 * those, the instructions are counted off from the symbol before, so that bytes which only look
 * like one are told apart.
 */
final class BodySweep {
    private static final byte NEAR_CALL = (byte) 0xE8;
    private static final byte NEAR_JUMP = (byte) 0xE9;
    private static final int NEAR_BYTES = 5;

    /** What such instructions begin with; a table, since every byte of all code is looked at. */
    private static final boolean[] FIRST = new boolean[256];

    static {
        for (int first : new int[] {0xE8, 0xE9, 0x68, 0x0F, 0xFF, 0x48, 0x49}) {
            FIRST[first] = true;
        }
    }

    private final Targets targets;
    private final long[] starts;

    /** Tells which targets matter. */
    @FunctionalInterface
    interface Filter {
        /** Returns whether an address is code that ways may not lead to. */
        boolean matters(long target) throws IOException;
    }

    /** An instruction that leads somewhere, such as a jump. */
    @FunctionalInterface
    interface Way {
        /**
         * Is given one.
         *
         * @param start address of the function
         * @param part the code that it is in
         * @param at its offset there
         */
        void found(long start, KernelFunction part, int at, long target) throws IOException;
    }

    /**
     * Prepares to go through functions.
     *
     * @param starts their addresses
     */
    BodySweep(Targets targets, Collection<Long> starts) {
        this.targets = targets;
        this.starts = starts.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    /** Goes through a piece of code. */
    void run(KernelFunction part, Filter filter, Way way) throws IOException {
        byte[] bytes = new byte[part.code().limit()];
        part.code().get(0, bytes);
        Count count = new Count(part);
        for (int at = 0; at + 1 < bytes.length; at++) {
            if (FIRST[bytes[at] & 0xFF]
                    && mayLead(bytes[at], bytes[at + 1])
                    && !staysInside(part, bytes, at)) {
                OptionalLong target = targets.way(part, at);
                if (target.isPresent() && filter.matters(target.getAsLong())) {
                    tell(count, at, target.getAsLong(), way);
                }
            }
        }
    }

    /** Returns whether this is a near call or jump within the piece, as nearly all are. */
    private static boolean staysInside(KernelFunction part, byte[] bytes, int at) {
        return (bytes[at] == NEAR_CALL || bytes[at] == NEAR_JUMP)
                && at + NEAR_BYTES <= bytes.length
                && part.contains(part.relative32(at + 1));
    }

    /** Returns whether a way that can reach another piece of code may begin with these bytes. */
    private static boolean mayLead(byte first, byte second) {
        return switch (Byte.toUnsignedInt(first)) {
            case 0xE8, 0xE9, 0x68 -> true;
            case 0x0F -> (second & 0xF0) == 0x80;
            case 0xFF -> second == 0x15 || second == 0x25 || second == 0x14 || second == 0x24;
            case 0x48, 0x49 -> (second & 0xF8) == 0xB8 || second == (byte) 0xC7;
            default -> false;
        };
    }

    private void tell(Count count, int at, long target, Way way) throws IOException {
        long gva = count.part.gva() + at;
        int index = Arrays.binarySearch(starts, gva);
        int before = index >= 0 ? index : -index - 2;
        if (before >= 0
                && count.part.contains(starts[before])
                && count.reaches(at, (int) (starts[before] - count.part.gva()))) {
            way.found(starts[before], count.part, at, target);
        }
    }

    /**
     * Counts off the instructions of a piece. It is asked in ascending order and counts none twice,
     * however many bytes look like a way.
     */
    private static final class Count {
        /** Behind every offset: from here on it is not known where instructions begin. */
        private static final int LOST = Integer.MAX_VALUE;

        private final KernelFunction part;
        private int start = -1;
        private int next;

        Count(KernelFunction part) {
            this.part = part;
        }

        /**
         * Returns whether an instruction begins at an offset, counted from the function's start.
         */
        boolean reaches(int at, int functionStart) {
            if (start != functionStart) {
                start = functionStart;
                next = functionStart;
            }
            while (next < at) {
                int length = Instructions.length(part, next);
                next = length == 0 ? LOST : next + length;
            }
            return next == at;
        }
    }
}
