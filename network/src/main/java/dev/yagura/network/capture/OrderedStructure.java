package dev.yagura.network.capture;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;

/**
 * A structure in the byte order of the machine that wrote the capture.
 *
 * @param bytes the structure
 * @param bigEndian whether numbers have their most significant byte first
 */
record OrderedStructure(Structure bytes, boolean bigEndian) {
    int u16(Field field) throws MalformedStructureException {
        return bigEndian ? bytes.u16be(field) : bytes.u16(field);
    }

    long u32(Field field) throws MalformedStructureException {
        return bigEndian ? bytes.u32be(field) : bytes.u32(field);
    }

    long u64(Field field) throws MalformedStructureException {
        return bigEndian ? bytes.u64be(field) : bytes.u64(field);
    }

    /** Reads an unsigned 32-bit number that must lie in a range. */
    long u32InRange(Field field, long min, long max) throws MalformedStructureException {
        return bytes.requireRange(field, u32(field), min, max);
    }
}
