package dev.yagura.storage.vfat;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Entries by their place on the volume, which stands for the number of an inode. */
final class Entries {
    private static final Field NUMBER = new Field("entry number", 0, 4);

    private Entries() {}

    /**
     * Returns an entry; its name is the short one, as the long one precedes it.
     *
     * @throws MalformedStructureException if there can be none at that place
     */
    static DirectoryEntry at(Volume volume, long number) throws IOException {
        BootSector boot = volume.boot();
        if (number == DirectoryEntry.ROOT) {
            return DirectoryEntry.root(boot);
        }
        Structure name = new Structure("fat entry " + number, MemorySegment.NULL);
        long end =
                boot.dataOffset() + boot.clusterCount() * boot.clusterBytes() - DirectoryEntry.SIZE;
        name.requireRange(
                NUMBER,
                number,
                boot.fixedRootOffset() / DirectoryEntry.SIZE,
                end / DirectoryEntry.SIZE);
        Structure raw =
                new Structure(
                        name.name(),
                        volume.bytes(number * DirectoryEntry.SIZE, DirectoryEntry.SIZE));
        DirectoryEntry.Kind kind = DirectoryEntry.kind(raw);
        if (kind != DirectoryEntry.Kind.FILE && kind != DirectoryEntry.Kind.DELETED) {
            throw raw.malformed(
                    Reason.OUT_OF_RANGE,
                    NUMBER,
                    "is %d, where there is %s, expected a file".formatted(number, kind));
        }
        return DirectoryEntry.parse(boot, raw, number, Optional.empty());
    }
}
