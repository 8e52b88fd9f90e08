package dev.yagura.storage.xfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import java.util.Comparator;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Buffers that were freed: what the log said of them before must not be replayed, as something else
 * may be there by now. Each may have been freed, used anew, and freed again.
 */
final class CancelledBuffers {
    /** More are not freed within one log. */
    private static final int MAX_BUFFERS = 1 << 21;

    private static final Field BLKNO = new Field("blf_blkno", 8, 8);

    private final NavigableMap<Buffer, Integer> counts =
            new TreeMap<>(
                    Comparator.comparingLong(Buffer::sector).thenComparingInt(Buffer::sectors));

    /**
     * A buffer, whole: another one may start with the same sector.
     *
     * @param sector where it starts, in units of 512 bytes
     * @param sectors its length in the same unit
     */
    record Buffer(long sector, int sectors) {}

    /** Notes that a buffer was freed once more. */
    void add(Buffer buffer, Structure referrer) throws MalformedStructureException {
        counts.merge(buffer, 1, Integer::sum);
        referrer.requireRange(BLKNO, counts.size(), 0, MAX_BUFFERS);
    }

    /**
     * Notes that one freeing was passed; what is said of the buffer from the last one on, holds.
     */
    void pass(Buffer buffer) {
        counts.computeIfPresent(buffer, (key, count) -> count > 1 ? count - 1 : null);
    }

    boolean contains(Buffer buffer) {
        return counts.containsKey(buffer);
    }

    /** Returns whether there is one that starts with a sector, whatever its length. */
    boolean startsAt(long sector) {
        Buffer next = counts.ceilingKey(new Buffer(sector, 0));
        return next != null && next.sector() == sector;
    }
}
