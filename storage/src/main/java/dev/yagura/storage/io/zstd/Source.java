package dev.yagura.storage.io.zstd;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;

/** Compressed bytes, read from front to back and never beyond their end. */
final class Source {
    private final byte[] bytes;
    private final int end;
    private int at;

    Source(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.end = to;
    }

    byte[] bytes() {
        return bytes;
    }

    int position() {
        return at;
    }

    int remaining() {
        return end - at;
    }

    int u8(String field) throws MalformedStructureException {
        return (int) little(field, 1);
    }

    /** Reads a little-endian number of up to eight bytes. */
    long little(String field, int count) throws MalformedStructureException {
        require(field, count);
        long value = 0;
        for (int i = count - 1; i >= 0; i--) {
            value = value << 8 | Byte.toUnsignedLong(bytes[at + i]);
        }
        at += count;
        return value;
    }

    /** Takes bytes as a source of their own. */
    Source take(String field, int count) throws MalformedStructureException {
        require(field, count);
        Source part = new Source(bytes, at, at + count);
        at += count;
        return part;
    }

    private void require(String field, int count) throws MalformedStructureException {
        if (count > remaining()) {
            throw new MalformedStructureException(
                    Reason.TRUNCATED,
                    Zstd.NAME,
                    field,
                    at,
                    "is %d bytes long, expected no more than the %d that are left"
                            .formatted(count, remaining()));
        }
    }

    /** Returns an exception about what was read last. */
    MalformedStructureException malformed(String field, String detail) {
        return new MalformedStructureException(Reason.OUT_OF_RANGE, Zstd.NAME, field, at, detail);
    }
}
