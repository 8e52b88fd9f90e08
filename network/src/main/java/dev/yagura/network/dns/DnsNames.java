package dev.yagura.network.dns;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;

/**
 * Reads names: labels with dots between them, the root as the empty text. Bytes that are no
 * printable ASCII, dots and backslashes in a label are written as {@code \DDD} (RFC 4343).
 */
final class DnsNames {
    /** Octets of a name, with a length for each label (RFC 1035, "Size limits"). */
    private static final int MAX_NAME_BYTES = 255;

    /** A name of 255 octets has at most so many labels, each behind a pointer. */
    private static final int MAX_POINTERS = 127;

    private static final int POINTER = 0xC0;
    private static final int POINTER_BYTES = 2;

    private final Structure message;

    /**
     * A name, and where what follows it is.
     *
     * @param text as it is written
     * @param end offset of the byte behind it in the message
     */
    record Name(String text, long end) {}

    DnsNames(Structure message) {
        this.message = message;
    }

    /** Reads the name at an offset. */
    Name read(long offset) throws MalformedStructureException {
        var text = new StringBuilder();
        long at = offset;
        long end = -1;
        int bytes = 1; // the root's
        int pointers = 0;
        for (int length = u8(at); length != 0; length = u8(at)) {
            if ((length & POINTER) == POINTER) {
                Field field = new Field("pointer", at, POINTER_BYTES);
                int target = message.u16be(field) & 0x3FFF;
                end = end < 0 ? at + POINTER_BYTES : end;
                message.requireRange(field, target, 0, at - 1); // back only
                pointers++;
                message.requireRange(field, pointers, 1, MAX_POINTERS);
                at = target;
                continue;
            }
            if ((length & POINTER) != 0) {
                throw message.malformed(
                        Reason.UNSUPPORTED,
                        new Field("label length", at, 1),
                        "is 0x%x, expected at most 63 or a pointer".formatted(length));
            }
            bytes += 1 + length;
            message.requireRange(new Field("name", at, 1), bytes, 0, MAX_NAME_BYTES);
            append(text, message.copy(new Field("label", at + 1, length)));
            at += 1 + length;
        }
        return new Name(text.toString(), end < 0 ? at + 1 : end);
    }

    private static void append(StringBuilder text, byte[] label) {
        if (!text.isEmpty()) {
            text.append('.');
        }
        for (byte each : label) {
            int octet = Byte.toUnsignedInt(each);
            if (octet > ' ' && octet < 0x7F && octet != '.' && octet != '\\') {
                text.append((char) octet);
            } else {
                text.append('\\')
                        .append((char) ('0' + octet / 100))
                        .append((char) ('0' + octet / 10 % 10))
                        .append((char) ('0' + octet % 10));
            }
        }
    }

    private int u8(long at) throws MalformedStructureException {
        return message.u8(new Field("label length", at, 1));
    }
}
