package dev.yagura.attestation.cbor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** Writes CBOR items in their shortest form, one after another. Not safe for concurrent use. */
public final class CborWriter {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Writes a tag; the tagged item must follow. */
    public CborWriter tag(long number) {
        return head(MajorType.TAG, number);
    }

    /** Writes the head of an array; {@code count} items must follow. */
    public CborWriter array(int count) {
        return head(MajorType.ARRAY, count);
    }

    /** Writes the head of a map; {@code count} pairs of key and value must follow. */
    public CborWriter map(int count) {
        return head(MajorType.MAP, count);
    }

    /** Writes a number of at least 0. */
    public CborWriter unsigned(long value) {
        return head(MajorType.UNSIGNED, value);
    }

    /** Writes a byte string. */
    public CborWriter byteString(byte[] value) {
        head(MajorType.BYTES, value.length);
        out.writeBytes(value);
        return this;
    }

    /** Writes a text string. */
    public CborWriter text(String value) {
        byte[] encoded = value.getBytes(UTF_8);
        head(MajorType.TEXT, encoded.length);
        out.writeBytes(encoded);
        return this;
    }

    /** Returns what was written. */
    public byte[] toByteArray() {
        return out.toByteArray();
    }

    private CborWriter head(MajorType type, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(type.label() + ": is " + value + ", expected >= 0");
        }
        if (value < 24) {
            out.write(type.initialByte() | (int) value);
        } else if (value <= 0xff) {
            out.write(type.initialByte() | 24);
            big(value, 1);
        } else if (value <= 0xffff) {
            out.write(type.initialByte() | 25);
            big(value, 2);
        } else if (value <= 0xffff_ffffL) {
            out.write(type.initialByte() | 26);
            big(value, 4);
        } else {
            out.write(type.initialByte() | 27);
            big(value, 8);
        }
        return this;
    }

    private void big(long value, int width) {
        for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) {
            out.write((int) (value >>> shift) & 0xff);
        }
    }
}
