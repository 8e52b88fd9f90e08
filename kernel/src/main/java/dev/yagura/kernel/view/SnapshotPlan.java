package dev.yagura.kernel.view;

import dev.yagura.memory.Look;
import dev.yagura.memory.paging.AddressSpace;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which bytes of a structure are copied when a view of it is made.
 *
 * <p>Fields that lie close together are copied in one piece. A structure such as {@code
 * task_struct} is larger than a page while few of its fields are wanted, so it is not copied whole.
 */
final class SnapshotPlan {
    /** Copying this many unwanted bytes is cheaper than another read, in bytes. */
    private static final long MERGE_GAP = 192;

    private static final long PAGE_BYTES = 4096;

    /**
     * Bytes of the structure and their place in the snapshot.
     *
     * @param offset in the structure, in bytes
     * @param length in bytes
     * @param position in the snapshot, in bytes
     */
    record Piece(long offset, int length, int position) {
        boolean holds(long wanted, long wantedLength) {
            return wanted >= offset && wanted + wantedLength <= offset + length;
        }
    }

    /** Bytes that a field needs. */
    record Wanted(long offset, long length) {}

    private final List<Piece> pieces;
    private final int sizeBytes;

    private SnapshotPlan(List<Piece> pieces) {
        this.pieces = List.copyOf(pieces);
        this.sizeBytes =
                pieces.isEmpty() ? 0 : pieces.getLast().position() + pieces.getLast().length();
    }

    /** Merges what the fields need into few pieces. */
    static SnapshotPlan of(List<Wanted> wanted) {
        List<Piece> pieces = new ArrayList<>();
        List<Wanted> sorted =
                wanted.stream().sorted(Comparator.comparingLong(Wanted::offset)).toList();
        for (Wanted next : sorted) {
            if (!pieces.isEmpty()
                    && next.offset()
                            <= pieces.getLast().offset() + pieces.getLast().length() + MERGE_GAP) {
                Piece last = pieces.removeLast();
                long end = Math.max(last.offset() + last.length(), next.offset() + next.length());
                pieces.add(
                        new Piece(
                                last.offset(),
                                Math.toIntExact(end - last.offset()),
                                last.position()));
            } else {
                int position =
                        pieces.isEmpty()
                                ? 0
                                : pieces.getLast().position() + pieces.getLast().length();
                pieces.add(new Piece(next.offset(), Math.toIntExact(next.length()), position));
            }
        }
        return new SnapshotPlan(pieces);
    }

    /** Returns the pieces in ascending order. */
    List<Piece> pieces() {
        return pieces;
    }

    /** Returns where bytes of the structure are in the snapshot. */
    int position(long offset, long length) {
        for (Piece piece : pieces) {
            if (piece.holds(offset, length)) {
                return Math.toIntExact(piece.position() + offset - piece.offset());
            }
        }
        throw new IllegalArgumentException(
                "snapshot: %d bytes at offset %d were not planned".formatted(length, offset));
    }

    /** Copies the pieces out of the guest. */
    byte[] read(AddressSpace memory, long gva) throws IOException {
        byte[] bytes = new byte[sizeBytes];
        announce(memory, gva);
        MemorySegment segment = MemorySegment.ofArray(bytes);
        for (Piece piece : pieces) {
            memory.read(gva + piece.offset(), segment.asSlice(piece.position(), piece.length()));
        }
        return bytes;
    }

    /** Copies the pieces out of the snapshot of a structure that embeds this one. */
    byte[] slice(ViewSupport outer, SnapshotPlan outerPlan, long offset) {
        byte[] bytes = new byte[sizeBytes];
        for (Piece piece : pieces) {
            byte[] part =
                    outer.snapshot(
                            outerPlan.position(offset + piece.offset(), piece.length()),
                            piece.length());
            System.arraycopy(part, 0, bytes, piece.position(), part.length);
        }
        return bytes;
    }

    /** Has all pages of a structure fetched in one round trip where there is more than one. */
    private void announce(AddressSpace memory, long gva) throws IOException {
        if (pieces.size() < 2 || !(memory.physical() instanceof Look look)) {
            return;
        }
        List<Long> gpas = new ArrayList<>();
        long known = -1;
        for (Piece piece : pieces) {
            long page = (gva + piece.offset()) & -PAGE_BYTES;
            if (page != known) {
                gpas.add(memory.gpaOf(page));
                known = page;
            }
        }
        if (gpas.size() > 1) {
            look.prefetch(gpas);
        }
    }
}
