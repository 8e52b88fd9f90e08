package dev.yagura.storage.ext;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.filesystem.ChecksumPolicy;
import dev.yagura.storage.io.ChunkCache;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Finds the superblock, or where that is damaged one of its copies at the start of other groups.
 */
final class Superblocks {
    private static final int[] BACKUP_GROUPS = {1, 3, 5, 7, 9};
    private static final int MIN_BLOCK = 1024;
    private static final int MAX_BLOCK = 65536;

    private Superblocks() {}

    static ExtSuperblock find(ChunkCache device, ChecksumPolicy policy, List<String> notes)
            throws IOException {
        try {
            return ExtSuperblock.parse(
                    at(device, ExtSuperblock.VOLUME_OFFSET), ChecksumPolicy.REFUSE);
        } catch (MalformedStructureException e) {
            if (e.reason() == Reason.UNSUPPORTED) {
                throw e;
            }
            policy.found(e);
            Optional<ExtSuperblock> backup = backup(device);
            if (backup.isPresent()) {
                notes.add("the superblock is damaged; a copy of it is used");
                return backup.get();
            }
            return ExtSuperblock.parse(at(device, ExtSuperblock.VOLUME_OFFSET), policy);
        }
    }

    private static Optional<ExtSuperblock> backup(ChunkCache device) throws IOException {
        for (int blockBytes = MIN_BLOCK; blockBytes <= MAX_BLOCK; blockBytes *= 2) {
            long groupBytes = 8L * blockBytes * blockBytes;
            long first = blockBytes == MIN_BLOCK ? MIN_BLOCK : 0;
            for (int group : BACKUP_GROUPS) {
                long offset = first + group * groupBytes;
                if (offset <= device.device().sizeBytes() - ExtSuperblock.SIZE) {
                    try {
                        ExtSuperblock copy =
                                ExtSuperblock.parse(at(device, offset), ChecksumPolicy.REFUSE);
                        if (copy.blockBytes() == blockBytes) {
                            return Optional.of(copy);
                        }
                    } catch (MalformedStructureException e) {
                        // No copy here: the next place is looked at.
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Structure at(ChunkCache device, long offset) throws IOException {
        return new Structure("ext4 superblock", device.read(offset, ExtSuperblock.SIZE));
    }
}
