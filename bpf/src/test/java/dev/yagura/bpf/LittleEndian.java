package dev.yagura.bpf;

import java.io.ByteArrayOutputStream;

/** Bytes that grow, numbers little-endian. */
public final class LittleEndian {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Adds the low bytes of a number. */
    private LittleEndian number(long value, int count) {
        for (int i = 0; i < count; i++) {
            bytes.write((int) (value >>> (8 * i)));
        }
        return this;
    }

    /** Adds a byte. */
    LittleEndian put1(long value) {
        return number(value, 1);
    }

    /** Adds two bytes. */
    LittleEndian put2(long value) {
        return number(value, 2);
    }

    /** Adds four bytes. */
    LittleEndian put4(long value) {
        return number(value, 4);
    }

    /** Adds eight bytes. */
    LittleEndian put8(long value) {
        return number(value, 8);
    }

    /** Returns all of them. */
    byte[] all() {
        return bytes.toByteArray();
    }

    /** Returns the bytes of numbers of 64 bits. */
    public static byte[] words(long... values) {
        LittleEndian words = new LittleEndian();
        for (long value : values) {
            words.put8(value);
        }
        return words.all();
    }
}
