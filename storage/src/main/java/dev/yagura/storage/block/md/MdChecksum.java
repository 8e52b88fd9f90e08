package dev.yagura.storage.block.md;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;

/** The checksum of both versions: a sum of words, folded to 32 bits. */
final class MdChecksum {
    private MdChecksum() {}

    static void verify(Structure superblock, Field field, long sum)
            throws MalformedStructureException {
        int computed = (int) (sum + (sum >>> Integer.SIZE));
        int stored = (int) superblock.u32(field);
        if (stored != computed) {
            throw superblock.malformed(
                    Reason.BAD_CHECKSUM,
                    field,
                    "is 0x%08x, computed 0x%08x".formatted(stored, computed));
        }
    }
}
