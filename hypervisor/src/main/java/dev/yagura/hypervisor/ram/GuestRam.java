package dev.yagura.hypervisor.ram;

import dev.yagura.hypervisor.qemu.GuestUnavailableException;
import dev.yagura.hypervisor.qemu.GuestUnavailableException.Reason;
import dev.yagura.memory.GpaRange;
import dev.yagura.memory.MemoryHoleException;
import dev.yagura.memory.PhysicalMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Collectors;

/**
 * The memory of a running guest.
 *
 * <p>A read after the guest's end throws; at most 10 ms may pass until the end is noticed, and
 * within those a read gives bytes the guest left. Safe for concurrent reads, and closing is safe
 * against them: reads that come later throw.
 */
public final class GuestRam implements PhysicalMemory {
    /**
     * One range behind one reader.
     *
     * @param range where the guest sees it
     * @param reader gives the bytes
     * @param position of the first byte, in the reader's terms
     */
    record Extent(GpaRange range, RamReader reader, long position) {
        /** Returns a read of a part of this range in the reader's terms. */
        private Read own(long gpa, MemorySegment destination) {
            return new Read(position + (gpa - range.start()), destination);
        }
    }

    private final GuestProcess process;
    private final List<Extent> extents;
    private final List<GpaRange> ranges;
    private final Collection<RamReader> readers;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    /**
     * Puts readers together.
     *
     * @param process is let go of when this closes
     * @param extents ascending, not overlapping, at least one; their readers are closed with this
     * @param ranges what the extents cover, joined
     */
    GuestRam(GuestProcess process, List<Extent> extents, List<GpaRange> ranges) {
        this.process = process;
        this.extents = List.copyOf(extents);
        this.ranges = List.copyOf(ranges);
        this.readers =
                extents.stream()
                        .map(Extent::reader)
                        .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    @Override
    public List<GpaRange> ranges() {
        return ranges;
    }

    @Override
    public boolean isLive() {
        return true;
    }

    /** Returns how the bytes are reached, for people, for example {@code "memfd:m0"}. */
    public String access() {
        return readers.stream()
                .map(RamReader::description)
                .distinct()
                .collect(Collectors.joining(", "));
    }

    @Override
    public void read(long gpa, MemorySegment destination) throws IOException {
        int index = find(gpa);
        if (index < 0) {
            throw new MemoryHoleException(gpa);
        }
        Extent extent = extents.get(index);
        if (extent.range().contains(gpa, destination.byteSize())) {
            perform(Map.of(extent.reader(), List.of(extent.own(gpa, destination))));
            return;
        }
        Map<RamReader, List<Read>> plan = new LinkedHashMap<>();
        long hole = split(new Read(gpa, destination), plan);
        if (hole >= 0) {
            throw new MemoryHoleException(hole);
        }
        perform(plan);
    }

    @Override
    public List<Read> readBatch(List<Read> reads) throws IOException {
        Map<RamReader, List<Read>> plan = new LinkedHashMap<>();
        List<Read> inHoles = new ArrayList<>();
        for (Read read : reads) {
            Map<RamReader, List<Read>> one = new LinkedHashMap<>();
            if (split(read, one) >= 0) {
                inHoles.add(read);
            } else {
                one.forEach((reader, parts) ->
                        plan.computeIfAbsent(reader, r -> new ArrayList<>()).addAll(parts));
            }
        }
        perform(plan);
        return inHoles;
    }

    /**
     * Adds to {@code plan} what {@code read} needs of each reader.
     *
     * @return the first address that lies in a hole, or -1 if none does
     */
    private long split(Read read, Map<RamReader, List<Read>> plan) {
        MemorySegment destination = read.destination();
        long done = 0;
        while (done < destination.byteSize()) {
            long gpa = read.gpa() + done;
            int index = find(gpa);
            if (index < 0) {
                return gpa;
            }
            Extent extent = extents.get(index);
            long count = Math.min(destination.byteSize() - done, extent.range().end() - gpa);
            plan.computeIfAbsent(extent.reader(), r -> new ArrayList<>())
                    .add(extent.own(gpa, destination.asSlice(done, count)));
            done += count;
        }
        return -1;
    }

    /** Returns the index of the extent that {@code gpa} lies in, or a negative number. */
    private int find(long gpa) {
        int low = 0;
        int high = extents.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            GpaRange range = extents.get(middle).range();
            if (gpa < range.start()) {
                high = middle - 1;
            } else if (gpa >= range.end()) {
                low = middle + 1;
            } else {
                return middle;
            }
        }
        return -1;
    }

    private void perform(Map<RamReader, List<Read>> plan) throws IOException {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new GuestUnavailableException(
                        Reason.GONE, process.process().label() + ": its memory was closed");
            }
            for (Map.Entry<RamReader, List<Read>> entry : plan.entrySet()) {
                entry.getKey().read(entry.getValue());
            }
            process.requireAlive();
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                readers.forEach(RamReader::close);
                process.close();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
