package dev.yagura.storage.xfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Inodes that have no name but are in use, which the kernel frees at the next mount: each group has
 * 64 lists of them, through {@code di_next_unlinked}.
 */
final class Orphans {
    /** More can hardly be open at once, and none of them may be made up. */
    private static final int MAX_ORPHANS = 1 << 20;

    private static final Field AGI_UNLINKED = new Field("agi_unlinked", 40, 4);

    private final Volume volume;
    private final InodeTable inodes;
    private final Set<Long> numbers = new LinkedHashSet<>();

    Orphans(Volume volume) {
        this.volume = volume;
        this.inodes = new InodeTable(volume);
    }

    List<Inode> all() throws IOException {
        for (long number = 0; number < volume.groupsOnDevice(); number++) {
            AllocationGroup group = AllocationGroup.read(volume, number);
            for (long first : group.unlinked()) {
                addList(group, first);
            }
        }
        List<Inode> orphans = new ArrayList<>();
        for (long number : numbers) {
            orphans.add(inodes.get(number));
        }
        return orphans;
    }

    private void addList(AllocationGroup group, long first) throws IOException {
        Structure referrer = group.structure();
        Field field = AGI_UNLINKED;
        long next = first;
        while (next != Inode.NONE) {
            long number = inodes.number(group.number(), next);
            if (!numbers.add(number) || numbers.size() > MAX_ORPHANS) {
                throw referrer.malformed(
                        Reason.CYCLE, field, "is %d, expected one not met before".formatted(next));
            }
            referrer = inodes.raw(number);
            field = Inode.DI_NEXT_UNLINKED;
            next = referrer.u32be(field);
        }
    }
}
