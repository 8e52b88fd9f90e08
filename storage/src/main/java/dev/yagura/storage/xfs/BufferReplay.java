package dev.yagura.storage.xfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.Structure;
import java.io.IOException;

/** Replays changed pieces of buffers, as the kernel's {@code xfs_buf_item_recover.c} does. */
final class BufferReplay {
    private final Volume volume;
    private final ReplayedSectors replayed;
    private final CancelledBuffers cancelled;

    BufferReplay(Volume volume, ReplayedSectors replayed, CancelledBuffers cancelled) {
        this.volume = volume;
        this.replayed = replayed;
        this.cancelled = cancelled;
    }

    /** Replays an item, which frees no buffer, of a transaction that started at {@code lsn}. */
    void replay(BufferItem item, long lsn) throws IOException {
        if (item.isQuota() || cancelled.contains(item.buffer())) {
            return;
        }
        long offset = item.buffer().sector() * ReplayedSectors.SECTOR;
        Structure written =
                new Structure("buffer", volume.unreplayed(offset, ReplayedSectors.SECTOR));
        if (!item.isInodes() && WriteSequence.isAtLeast(volume, written, lsn)) {
            return; // written after the transaction
        }
        for (BufferItem.Piece piece : item.pieces()) {
            if (item.isInodes()) {
                copyUnlinked(piece, offset);
            } else {
                replayed.write(offset + piece.offset(), piece.bytes().bytes());
            }
        }
    }

    /** All else of inodes is in items of their own. */
    private void copyUnlinked(BufferItem.Piece piece, long offset) throws IOException {
        int inodeBytes = volume.superblock().inodeBytes();
        Field next = Inode.DI_NEXT_UNLINKED;
        long end = piece.offset() + piece.bytes().size();
        for (long inode = piece.offset() / inodeBytes; inode * inodeBytes < end; inode++) {
            long at = inode * inodeBytes + next.offset();
            if (at >= piece.offset() && at + next.size() <= end) {
                replayed.write(
                        offset + at,
                        piece.bytes().bytes().asSlice(at - piece.offset(), next.size()));
            }
        }
    }
}
