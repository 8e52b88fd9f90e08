package dev.yagura.network.quic;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;

/** Reads QUIC's notation from start to end (RFC 9000, "Variable-Length Integer Encoding"). */
final class QuicCursor {
    private static final byte[] NOTHING = {};

    private final Structure bytes;
    private int at;

    QuicCursor(String name, byte[] bytes) {
        this.bytes = Structure.of(name, bytes);
    }

    int at() {
        return at;
    }

    boolean hasMore() {
        return at < bytes.size();
    }

    int u8(String field) throws MalformedStructureException {
        int number = bytes.u8(new Field(field, at, 1));
        at++;
        return number;
    }

    int u32(String field) throws MalformedStructureException {
        int number = (int) bytes.u32be(new Field(field, at, 4));
        at += 4;
        return number;
    }

    /** Returns a number of up to 62 bits. */
    long number(String field) throws MalformedStructureException {
        int first = u8(field);
        long number = first & 0x3F;
        for (int more = (1 << (first >>> 6)) - 1; more > 0; more--) {
            number = number << 8 | u8(field);
        }
        return number;
    }

    /** Returns the bytes behind a length that was read. */
    byte[] bytes(String field, long length) throws MalformedStructureException {
        var place = new Field(field, at, Math.max(1, Math.min(length, Integer.MAX_VALUE)));
        bytes.requireRange(place, length, 0, bytes.size() - at);
        byte[] copied = length == 0 ? NOTHING : bytes.copy(place);
        at += (int) length;
        return copied;
    }
}
