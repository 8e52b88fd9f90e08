package dev.yagura.storage.btrfs;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.DeviceReads;
import dev.yagura.storage.filesystem.ChecksumPolicy;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Finds the superblock of a device, or where that is damaged the newest of its copies. */
final class Superblocks {
    private static final long PRIMARY = 1L << 16;
    private static final long[] COPIES = {1L << 26, 1L << 38};

    private Superblocks() {}

    static boolean isPresent(BlockDevice device) throws IOException {
        return device.sizeBytes() >= PRIMARY + Superblock.SIZE
                && Superblock.hasMagic(at(device, PRIMARY));
    }

    static Superblock find(BlockDevice device, ChecksumPolicy policy, List<String> notes)
            throws IOException {
        try {
            return Superblock.parse(at(device, PRIMARY), PRIMARY, ChecksumPolicy.REFUSE);
        } catch (MalformedStructureException e) {
            if (e.reason() == Reason.UNSUPPORTED) {
                throw e;
            }
            Optional<Superblock> copy = newestCopy(device);
            if (copy.isPresent()) {
                policy.found(e);
                notes.add("the superblock is damaged; a copy of it is used");
                return copy.get();
            }
            return Superblock.parse(at(device, PRIMARY), PRIMARY, policy);
        }
    }

    private static Optional<Superblock> newestCopy(BlockDevice device) throws IOException {
        Optional<Superblock> newest = Optional.empty();
        for (long offset : COPIES) {
            if (offset <= device.sizeBytes() - Superblock.SIZE) {
                try {
                    Superblock copy =
                            Superblock.parse(at(device, offset), offset, ChecksumPolicy.REFUSE);
                    if (newest.filter(n -> n.generation() >= copy.generation()).isEmpty()) {
                        newest = Optional.of(copy);
                    }
                } catch (MalformedStructureException e) {
                    // No copy here: the next place is looked at.
                }
            }
        }
        return newest;
    }

    private static Structure at(BlockDevice device, long offset) throws IOException {
        return DeviceReads.structure("btrfs superblock", device, offset, Superblock.SIZE);
    }
}
