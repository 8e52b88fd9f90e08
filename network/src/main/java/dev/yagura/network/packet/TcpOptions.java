package dev.yagura.network.packet;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Options of a TCP header that say which segments a receiver takes (RFC 7323); others are passed
 * over.
 *
 * @param windowScale power of two by which windows are to be multiplied, 0 to 14; means something
 *     with {@link TcpFlag#SYN}
 * @param timestamp the sender's clock (TSval), unsigned 32 bits
 */
public record TcpOptions(OptionalInt windowScale, OptionalLong timestamp) {
    /** Without any that is read. */
    public static final TcpOptions NONE = new TcpOptions(OptionalInt.empty(), OptionalLong.empty());

    /** The largest scale; one that says more is taken for this (RFC 7323, section 2.3). */
    public static final int MAX_WINDOW_SCALE = 14;

    private static final int END = 0;
    private static final int NO_OPERATION = 1;
    private static final int WINDOW_SCALE = 3;
    private static final int WINDOW_SCALE_BYTES = 3;
    private static final int TIMESTAMPS = 8;
    private static final int TIMESTAMPS_BYTES = 10;

    /** Reads options as Linux does: from one on whose length cannot be, the rest is left. */
    static TcpOptions parse(MemorySegment bytes) {
        OptionalInt scale = OptionalInt.empty();
        OptionalLong timestamp = OptionalLong.empty();
        long at = 0;
        while (at < bytes.byteSize()) {
            int kind = u8(bytes, at);
            if (kind == END) {
                break;
            }
            if (kind == NO_OPERATION) {
                at++;
                continue;
            }
            int length = at + 1 < bytes.byteSize() ? u8(bytes, at + 1) : 0;
            if (length < 2 || length > bytes.byteSize() - at) {
                break;
            }
            if (kind == WINDOW_SCALE && length == WINDOW_SCALE_BYTES) {
                scale = OptionalInt.of(Math.min(u8(bytes, at + 2), MAX_WINDOW_SCALE));
            } else if (kind == TIMESTAMPS && length == TIMESTAMPS_BYTES) {
                timestamp = OptionalLong.of(u32(bytes, at + 2));
            }
            at += length;
        }
        return scale.isEmpty() && timestamp.isEmpty() ? NONE : new TcpOptions(scale, timestamp);
    }

    private static long u32(MemorySegment bytes, long at) {
        long number = 0;
        for (int i = 0; i < 4; i++) {
            number = number << 8 | u8(bytes, at + i);
        }
        return number;
    }

    private static int u8(MemorySegment bytes, long at) {
        return Byte.toUnsignedInt(bytes.get(JAVA_BYTE, at));
    }
}
