package dev.yagura.network.tls;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Reads TLS's notation from start to end: numbers, and vectors behind their length. */
final class ByteCursor {
    private final String name;
    private final Structure bytes;
    private long at;

    ByteCursor(String name, MemorySegment bytes) {
        this.name = name;
        this.bytes = new Structure(name, bytes);
    }

    boolean hasMore() {
        return at < bytes.size();
    }

    int u8(String field) throws MalformedStructureException {
        int number = bytes.u8(new Field(field, at, 1));
        at++;
        return number;
    }

    int u16(String field) throws MalformedStructureException {
        int number = bytes.u16be(new Field(field, at, 2));
        at += 2;
        return number;
    }

    private int u24(String field) throws MalformedStructureException {
        return u8(field) << 16 | u16(field);
    }

    /** Passes over bytes. */
    void skip(String field, int length) throws MalformedStructureException {
        take(field, length);
    }

    /** Returns the vector behind a length of one byte. */
    ByteCursor vector8(String field) throws MalformedStructureException {
        return new ByteCursor(name, take(field, u8(field)));
    }

    /** Returns the vector behind a length of two bytes. */
    ByteCursor vector16(String field) throws MalformedStructureException {
        return new ByteCursor(name, take(field, u16(field)));
    }

    /** Returns the vector behind a length of three bytes. */
    ByteCursor vector24(String field) throws MalformedStructureException {
        return new ByteCursor(name, take(field, u24(field)));
    }

    /** Returns the rest as numbers of 16 bits. */
    List<Integer> restAsU16(String field) throws MalformedStructureException {
        List<Integer> numbers = new ArrayList<>();
        while (hasMore()) {
            numbers.add(u16(field));
        }
        return numbers;
    }

    /** Returns the rest as numbers of 8 bits. */
    List<Integer> restAsU8(String field) throws MalformedStructureException {
        List<Integer> numbers = new ArrayList<>();
        while (hasMore()) {
            numbers.add(u8(field));
        }
        return numbers;
    }

    /** Returns a copy of the rest. */
    byte[] rest() {
        return bytes.bytes().asSlice(at).toArray(JAVA_BYTE);
    }

    private MemorySegment take(String field, int length) throws MalformedStructureException {
        bytes.requireRange(new Field(field, at, 1), length, 0, bytes.size() - at);
        MemorySegment taken = bytes.bytes().asSlice(at, length);
        at += length;
        return taken;
    }
}
