package dev.yagura.memory;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Guest-physical memory whose bytes are in this process: a mapped dump, a mapped RAM file, an
 * array.
 *
 * <p>The extents give the layout, such as the hole that a PC has below 4 GiB. Reads may cross from
 * one extent into the next where they adjoin; zero-copy views may not.
 *
 * <p>Safe for concurrent reads. {@link #close()} does nothing: who mapped the segments unmaps them,
 * and does so after the last read.
 */
public final class SegmentMemory implements PhysicalMemory {
    private final long[] starts;
    private final MemorySegment[] segments;
    private final List<GpaRange> ranges;
    private final boolean live;

    /**
     * Lays extents out.
     *
     * @param extents in any order; may be empty
     * @param live whether the guest may change the bytes
     * @throws IllegalArgumentException if two extents overlap; a parser checks before it comes here
     */
    public SegmentMemory(List<Extent> extents, boolean live) {
        List<Extent> sorted = new ArrayList<>(extents);
        sorted.sort(Comparator.comparingLong(Extent::gpa));
        this.starts = new long[sorted.size()];
        this.segments = new MemorySegment[sorted.size()];
        List<GpaRange> pieces = new ArrayList<>(sorted.size());
        for (int i = 0; i < starts.length; i++) {
            starts[i] = sorted.get(i).gpa();
            segments[i] = sorted.get(i).bytes().asReadOnly();
            pieces.add(sorted.get(i).range());
        }
        this.ranges = GpaRange.merge(pieces);
        this.live = live;
    }

    @Override
    public List<GpaRange> ranges() {
        return ranges;
    }

    @Override
    public boolean isLive() {
        return live;
    }

    @Override
    public void read(long gpa, MemorySegment destination) throws IOException {
        long length = destination.byteSize();
        long done = 0;
        while (done < length) {
            long at = gpa + done;
            int index = indexOf(at);
            if (index < 0) {
                throw new MemoryHoleException(at);
            }
            long offset = at - starts[index];
            long count = Math.min(segments[index].byteSize() - offset, length - done);
            copy(index, offset, destination, done, count);
            done += count;
        }
    }

    @Override
    public Optional<MemorySegment> mapped(long gpa, long lengthBytes) {
        if (lengthBytes < 1) {
            throw new IllegalArgumentException("lengthBytes = " + lengthBytes);
        }
        int index = indexOf(gpa);
        if (index < 0 || lengthBytes > segments[index].byteSize() - (gpa - starts[index])) {
            return Optional.empty();
        }
        return Optional.of(segments[index].asSlice(gpa - starts[index], lengthBytes));
    }

    @Override
    public void close() {}

    /** Returns the extent that holds {@code gpa}, or -1. */
    private int indexOf(long gpa) {
        int found = starts.length == 1 ? (gpa >= starts[0] ? 0 : -1) : lastNotAbove(gpa);
        return found >= 0 && gpa - starts[found] < segments[found].byteSize() ? found : -1;
    }

    private int lastNotAbove(long gpa) {
        int found = Arrays.binarySearch(starts, gpa);
        return found >= 0 ? found : -found - 2;
    }

    private void copy(int index, long offset, MemorySegment destination, long at, long count)
            throws IOException {
        try {
            MemorySegment.copy(segments[index], offset, destination, at, count);
        } catch (InternalError e) {
            // How the JVM reports SIGBUS: the file behind a mapping became shorter than it was.
            throw new IOException(
                    "guest-physical memory: 0x%x can no longer be read, its file was cut short"
                            .formatted(starts[index] + offset),
                    e);
        }
    }
}
