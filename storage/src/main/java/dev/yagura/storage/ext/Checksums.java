package dev.yagura.storage.ext;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.filesystem.ChecksumPolicy;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Comparison of checksums, and the one of old group descriptors. */
final class Checksums {
    private static final int CRC16_POLYNOMIAL = 0xA001; // reflected

    private Checksums() {}

    /** Asks {@code policy} what to do if the two are not the same. */
    static void compare(
            Structure structure, Field field, int stored, int computed, ChecksumPolicy policy)
            throws MalformedStructureException {
        if (stored != computed) {
            policy.found(
                    structure.malformed(
                            Reason.BAD_CHECKSUM,
                            field,
                            "is 0x%x, computed 0x%x".formatted(stored, computed)));
        }
    }

    /** Returns the CRC-16 of {@code bytes}, from {@code state} on. */
    static int crc16(int state, MemorySegment bytes) {
        int crc = state;
        for (long i = 0; i < bytes.byteSize(); i++) {
            crc ^= Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, i));
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? (crc >>> 1) ^ CRC16_POLYNOMIAL : crc >>> 1;
            }
        }
        return crc;
    }
}
