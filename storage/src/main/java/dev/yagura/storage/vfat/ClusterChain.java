package dev.yagura.storage.vfat;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Clusters of a file as the allocation table chains them. Only every {@link #STRIDE}th is kept, so
 * that a long file in many pieces costs little memory.
 */
final class ClusterChain implements Clusters {
    private static final int STRIDE = 64;

    private static final Field FIRST = new Field("DIR_FstClus", 0x1A, 2);

    private final Volume volume;
    private final List<Long> marks = new ArrayList<>();
    // The furthest that the chain was followed to.
    private long lastIndex;
    private long last;
    // Brent's search for a circle: the mark moves on after twice as many steps each time.
    private long circleMark;
    private long stepsFromMark;
    private long stepsToNextMark = 1;

    /**
     * Makes a chain.
     *
     * @throws MalformedStructureException if there is no cluster of that number
     */
    ClusterChain(Volume volume, long first) throws MalformedStructureException {
        this.volume = volume;
        if (!volume.has(first)) {
            throw refused(
                    Reason.OUT_OF_RANGE,
                    "is %d, expected one of %d clusters from 2 on"
                            .formatted(first, volume.boot().clusterCount()));
        }
        marks.add(first);
        last = first;
        circleMark = first;
    }

    @Override
    public synchronized long at(long index) throws IOException {
        while (lastIndex < index && last != Volume.END) {
            follow();
        }
        if (index >= lastIndex) {
            return last;
        }
        long cluster = marks.get((int) (index / STRIDE));
        for (long i = index % STRIDE; i > 0; i--) {
            cluster = volume.next(cluster);
        }
        return cluster;
    }

    private void follow() throws IOException {
        long next = volume.next(last);
        if (next == circleMark) {
            throw refused(
                    Reason.CYCLE, "leads to a chain that comes back to cluster %d".formatted(next));
        }
        if (++stepsFromMark == stepsToNextMark) {
            circleMark = next;
            stepsFromMark = 0;
            stepsToNextMark *= 2;
        }
        last = next;
        lastIndex++;
        if (lastIndex % STRIDE == 0 && next != Volume.END) {
            marks.add(next);
        }
    }

    private static MalformedStructureException refused(Reason reason, String detail) {
        return new Structure("cluster chain", MemorySegment.NULL).malformed(reason, FIRST, detail);
    }
}
