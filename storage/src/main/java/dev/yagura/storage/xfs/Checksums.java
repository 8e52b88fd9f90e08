package dev.yagura.storage.xfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.filesystem.ChecksumPolicy;
import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32C;

/** CRC-32C over whole structures, in which the checksum itself counts as zero. */
final class Checksums {
    private static final byte[] ZEROS = new byte[4];

    private Checksums() {}

    /** Asks {@code policy} what to do if the checksum in a structure is not that of its bytes. */
    static void verify(Structure structure, Field crc, ChecksumPolicy policy)
            throws MalformedStructureException {
        int stored = (int) structure.u32(crc); // little-endian, unlike all else
        MemorySegment bytes = structure.bytes();
        CRC32C computed = new CRC32C();
        computed.update(bytes.asSlice(0, crc.offset()).asByteBuffer());
        computed.update(ZEROS);
        computed.update(bytes.asSlice(crc.offset() + ZEROS.length).asByteBuffer());
        if (stored != (int) computed.getValue()) {
            policy.found(
                    structure.malformed(
                            Reason.BAD_CHECKSUM,
                            crc,
                            "is 0x%x, computed 0x%x".formatted(stored, (int) computed.getValue())));
        }
    }
}
