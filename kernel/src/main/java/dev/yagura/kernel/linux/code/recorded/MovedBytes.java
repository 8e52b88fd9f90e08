package dev.yagura.kernel.linux.code.recorded;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;

/**
 * Says what recorded bytes are at another address: operands and pointers are other ones there, and
 * lead to the same places. Which bytes are operands nobody knows; so bytes that differ may be one
 * where, read as an address or as a distance, they lead to the same place now as they did then.
 * Where nothing moved no byte may differ.
 */
final class MovedBytes {
    private static final int NEAR = Integer.BYTES;
    private static final int FAR = Long.BYTES;

    /**
     * {@code __START_KERNEL_map} and {@code __START_KERNEL}: code that runs before the kernel is
     * mapped, or asks how far it was moved, counts addresses from there.
     */
    private static final long[] ORIGINS = {0xffff_ffff_8000_0000L, 0xffff_ffff_8100_0000L};

    private final Moves moves;
    private final Map<Long, Long> constants;

    /**
     * Makes one for a guest.
     *
     * @param constants values that the kernel wrote into its code when it started: what they were
     *     with what they are
     */
    MovedBytes(Moves moves, Map<Long, Long> constants) {
        this.moves = moves;
        this.constants = Map.copyOf(constants);
    }

    /**
     * Returns what is to be expected.
     *
     * @param before where the bytes lay
     * @param recorded what they were; not changed
     * @param now where they lie
     * @param found what is there, as many bytes; not changed
     */
    byte[] expected(long before, byte[] recorded, long now, byte[] found) {
        Pair pair = new Pair(before, ByteBuffer.wrap(recorded), now, ByteBuffer.wrap(found));
        byte[] expected = recorded.clone();
        int at = 0;
        while (true) {
            int equal = Arrays.mismatch(expected, at, expected.length, found, at, found.length);
            if (equal < 0) {
                return expected;
            }
            at += equal;
            int start = pair.operand(at, NEAR);
            int end = start + NEAR;
            if (start < 0) {
                start = pair.operand(at, FAR);
                end = start + FAR;
            }
            if (start < 0) {
                at++;
            } else {
                System.arraycopy(found, start, expected, start, end - start);
                at = end;
            }
        }
    }

    private final class Pair {
        private final long before;
        private final ByteBuffer recorded;
        private final long now;
        private final ByteBuffer found;

        Pair(long before, ByteBuffer recorded, long now, ByteBuffer found) {
            this.before = before;
            this.recorded = recorded.order(ByteOrder.LITTLE_ENDIAN);
            this.now = now;
            this.found = found.order(ByteOrder.LITTLE_ENDIAN);
        }

        /** Returns where an operand starts that has a byte at an offset; -1 if none can be one. */
        int operand(int at, int lengthBytes) {
            for (int from = at; from > at - lengthBytes && from >= 0; from--) {
                if (from + lengthBytes <= recorded.limit() && isSame(from, lengthBytes)) {
                    return from;
                }
            }
            return -1;
        }

        private boolean isSame(int from, int lengthBytes) {
            boolean near = lengthBytes == NEAR;
            long was = near ? recorded.getInt(from) : recorded.getLong(from);
            long is = near ? found.getInt(from) : found.getLong(from);
            long behind = (long) from + NEAR; // distances in code count from behind them
            return moves.isSame(was, is)
                    || Arrays.stream(ORIGINS)
                            .anyMatch(origin -> moves.isSame(origin + was, origin + is))
                    || moves.isSame(before + behind + was, now + behind + is)
                    || (!near && isConstant(was, is));
        }
    }

    private boolean isConstant(long was, long is) {
        Long value = constants.get(was);
        return value != null && value == is;
    }
}
