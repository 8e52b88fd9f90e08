package dev.yagura.storage.ext;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.filesystem.Filesystem.Visitor;
import java.io.IOException;

/**
 * Searches the inode tables for what has no name left but is not yet used anew. ext4 clears where
 * the content was, so of most such files only owner, size and times are left; the others are whole.
 */
final class DeletedInodes {
    private final Volume volume;

    DeletedInodes(Volume volume) {
        this.volume = volume;
    }

    void visit(Visitor visitor) throws IOException {
        ExtSuperblock sb = volume.superblock();
        InodeTable inodes = new InodeTable(volume);
        // A forged superblock may tell of more groups than there is room for.
        long groups = Math.min(sb.groupCount(), volume.deviceBytes() / sb.blockBytes());
        for (long group = 0; group < groups; group++) {
            long first = group * sb.inodesPerGroup() + 1;
            long count = used(group);
            for (long number = Math.max(first, sb.firstInode());
                    number < first + count && number <= sb.inodeCount();
                    number++) {
                if (!visit(inodes, number, visitor)) {
                    return;
                }
            }
        }
    }

    private boolean visit(InodeTable inodes, long number, Visitor visitor) throws IOException {
        Inode inode;
        try {
            Structure raw = inodes.raw(number);
            if (!Inode.isUsed(raw)) {
                return true;
            }
            inode = Inode.parse(volume, number, raw);
        } catch (MalformedStructureException e) {
            return true; // what is left need not be whole
        }
        return inode.attributes().links() != 0
                || inode.deletion() == 0
                || visitor.visit(new ExtFile(volume, inode));
    }

    /** Returns how many inodes at the start of a group's table were ever written. */
    private long used(long group) throws IOException {
        try {
            GroupDescriptor descriptor = volume.group(group);
            return descriptor.inodesUninitialised()
                    ? 0
                    : volume.superblock().inodesPerGroup() - descriptor.unusedInodes();
        } catch (MalformedStructureException e) {
            volume.policy().found(e);
            return 0;
        }
    }
}
