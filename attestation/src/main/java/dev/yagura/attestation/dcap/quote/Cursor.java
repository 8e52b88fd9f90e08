package dev.yagura.attestation.dcap.quote;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;

/** Reads fields one after another, where the length of one decides where the next begins. */
final class Cursor {

    private final Structure in;
    private long at;

    Cursor(String name, byte[] bytes) {
        this.in = Structure.of(name, bytes);
    }

    /** Returns where the next field begins, in bytes. */
    long position() {
        return at;
    }

    int u16(String field) throws MalformedStructureException {
        int value = in.u16(new Field(field, at, Short.BYTES));
        at += Short.BYTES;
        return value;
    }

    long u32(String field) throws MalformedStructureException {
        long value = in.u32(new Field(field, at, Integer.BYTES));
        at += Integer.BYTES;
        return value;
    }

    /**
     * Copies {@code size} bytes; it is checked that they are there before anything is allocated.
     */
    byte[] bytes(String field, long size) throws MalformedStructureException {
        if (size == 0) {
            return new byte[0]; // a Field has at least one byte
        }
        byte[] value = in.copy(new Field(field, at, size));
        at += size;
        return value;
    }

    /** Describes the field that was read last, {@code sizeBytes} wide. */
    MalformedStructureException malformed(
            Reason reason, String field, int sizeBytes, String detail) {
        return in.malformed(reason, new Field(field, at - sizeBytes, sizeBytes), detail);
    }

    /** Requires a value that was read last. */
    void require(String field, int sizeBytes, long value, long expected, String meaning)
            throws MalformedStructureException {
        if (value != expected) {
            throw malformed(
                    Reason.UNSUPPORTED,
                    field,
                    sizeBytes,
                    "is %d, expected %d (%s)".formatted(value, expected, meaning));
        }
    }
}
