package dev.yagura.network.http;

/** Finds where the header of gzip ends (RFC 1952, "Member header and trailer"). */
final class GzipHeader {
    /** More bytes are needed. */
    static final int INCOMPLETE = Integer.MAX_VALUE;

    /** It is no header of gzip. */
    static final int NONE = -1;

    private static final int FIXED_BYTES = 10;
    private static final int HAS_CRC = 0x02;
    private static final int HAS_EXTRA = 0x04;
    private static final int HAS_NAME = 0x08;
    private static final int HAS_COMMENT = 0x10;
    private static final int RESERVED = 0xE0;

    private GzipHeader() {}

    /** Returns the header's length in bytes, {@link #INCOMPLETE} or {@link #NONE}. */
    static int length(byte[] bytes) {
        if (bytes.length < FIXED_BYTES) {
            return INCOMPLETE;
        }
        int flags = bytes[3];
        if (bytes[0] != 0x1F
                || bytes[1] != (byte) 0x8B
                || bytes[2] != 8
                || (flags & RESERVED) != 0) {
            return NONE;
        }
        int at = FIXED_BYTES;
        if ((flags & HAS_EXTRA) != 0) {
            if (bytes.length < at + 2) {
                return INCOMPLETE;
            }
            at += 2 + Byte.toUnsignedInt(bytes[at]) + (Byte.toUnsignedInt(bytes[at + 1]) << 8);
        }
        if ((flags & HAS_NAME) != 0) {
            at = behindZero(bytes, at);
        }
        if ((flags & HAS_COMMENT) != 0) {
            at = behindZero(bytes, at);
        }
        if ((flags & HAS_CRC) != 0 && at != INCOMPLETE) {
            at += 2;
        }
        return at > bytes.length ? INCOMPLETE : at;
    }

    private static int behindZero(byte[] bytes, int from) {
        for (int at = from; at < bytes.length; at++) {
            if (bytes[at] == 0) {
                return at + 1;
            }
        }
        return INCOMPLETE;
    }
}
