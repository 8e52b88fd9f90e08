package dev.yagura.storage.ext;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.file.FileAttributes;
import dev.yagura.storage.file.PastTimes;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Later times of inodes than those they have now, in copies of their blocks that the journal has
 * not written over yet. Read once, when first asked for; a damaged journal has none.
 */
final class PastInodes {
    /** So many inodes are remembered: what else would fill the memory. */
    private static final int MAX_INODES = 1 << 16;

    private static final Field I_GENERATION = new Field("i_generation", 0x64, 4);

    private final Volume volume;
    private final Optional<Integer> end;
    private final Map<Long, PastTimes> times = new HashMap<>();
    private boolean read;

    /**
     * Prepares to look.
     *
     * @param end number of the transaction that is the first not in this view; empty where the
     *     journal needs no replay, and says so itself
     */
    PastInodes(Volume volume, Optional<Integer> end) {
        this.volume = volume;
        this.end = end;
    }

    /**
     * Returns the latest times that an inode had, if one is later than what it has now.
     *
     * @throws IOException if the device fails
     */
    synchronized Optional<PastTimes> of(long number) throws IOException {
        if (!read) {
            read = true;
            try {
                read();
            } catch (MalformedStructureException e) {
                times.clear(); // what is no journal tells of no past
            }
        }
        return Optional.ofNullable(times.get(number));
    }

    private void read() throws IOException {
        ExtSuperblock superblock = volume.superblock();
        if (superblock.journalInode() == 0) {
            return;
        }
        Inode inode = new InodeTable(volume).get(superblock.journalInode());
        InodeBlocks blocks = new InodeBlocks(volume);
        Journal.open(volume, inode, volume.policy())
                .past(
                        end,
                        (block, copy) -> {
                            Optional<Long> first = blocks.firstInode(block);
                            if (first.isPresent()) {
                                compare(first.get(), volume.block(block), copy);
                            }
                            return times.size() < MAX_INODES;
                        });
    }

    private void compare(long first, MemorySegment now, MemorySegment past) {
        int size = volume.superblock().inodeBytes();
        for (int i = 0; i < now.byteSize() / size; i++) {
            MemorySegment present = now.asSlice((long) i * size, size);
            MemorySegment before = past.asSlice((long) i * size, size);
            if (present.mismatch(before) >= 0) {
                compare(first + i, structure(first + i, present), structure(first + i, before));
            }
        }
    }

    private static Structure structure(long number, MemorySegment bytes) {
        return new Structure("inode " + number, bytes);
    }

    private void compare(long number, Structure now, Structure past) {
        try {
            // A number that is used again for another file gets another generation.
            if (!Inode.isUsed(now)
                    || !Inode.isUsed(past)
                    || now.u32(I_GENERATION) != past.u32(I_GENERATION)) {
                return;
            }
            FileAttributes present = Inode.parse(volume, number, now).attributes();
            FileAttributes before = Inode.parse(volume, number, past).attributes();
            if (before.changed().isAfter(present.changed())
                    || before.modified().isAfter(present.modified())) {
                times.merge(
                        number, new PastTimes(before.modified(), before.changed()), PastTimes::or);
            }
        } catch (MalformedStructureException e) {
            // No inode, now or then: it is told where the file is read.
        }
    }
}
