package dev.yagura.storage.block.lvm;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.util.zip.CRC32;

/** LVM's CRC-32: the usual polynomial from a start of its own, and not inverted at the end. */
final class LvmChecksum {
    private static final int START = 0xF597A6CF;
    private static final int POLYNOMIAL = 0xEDB88320; // reflected

    private LvmChecksum() {}

    static int of(byte[] bytes) {
        // The JDK's CRC-32 starts from all ones. Four bytes lead from there to any other state.
        int state = START;
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            state = state < 0 ? ((state ^ POLYNOMIAL) << 1) | 1 : state << 1;
        }
        CRC32 crc = new CRC32();
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            crc.update(~state >>> shift);
        }
        crc.update(bytes);
        return ~(int) crc.getValue();
    }

    static void verify(Structure structure, Field field, long stored, byte[] covered)
            throws MalformedStructureException {
        int computed = of(covered);
        if (computed != (int) stored) {
            throw structure.malformed(
                    Reason.BAD_CHECKSUM,
                    field,
                    "is 0x%08x, computed 0x%08x".formatted(stored, computed));
        }
    }
}
