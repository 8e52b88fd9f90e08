package dev.yagura.channel.tls;

import dev.yagura.memory.GpaRange;
import dev.yagura.memory.MemoryHoleException;
import dev.yagura.memory.PhysicalMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A guest's memory in which every byte follows from its address, so any read can be checked. */
public final class PatternMemory implements PhysicalMemory {
    private final List<GpaRange> ranges;
    private final Set<Long> unreadablePages = ConcurrentHashMap.newKeySet();

    /** Makes a memory with RAM in {@code ranges}. */
    public PatternMemory(GpaRange... ranges) {
        this.ranges = List.of(ranges);
    }

    /** Returns the byte at an address. */
    public static byte at(long gpa) {
        long mixed = (gpa >>> 3) * 0x9e3779b97f4a7c15L;
        return (byte) (mixed >>> (8 * (gpa & 7)));
    }

    /** Returns what a read has to give. */
    public static byte[] expected(long gpa, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = at(gpa + i);
        }
        return bytes;
    }

    /** Makes all reads of a page fail from now on. */
    public void breakPage(long gpa) {
        unreadablePages.add(gpa >>> 12);
    }

    @Override
    public List<GpaRange> ranges() {
        return ranges;
    }

    @Override
    public boolean isLive() {
        return true;
    }

    @Override
    public void read(long gpa, MemorySegment destination) throws IOException {
        long length = destination.byteSize();
        if (ranges.stream().noneMatch(range -> range.contains(gpa, length))) {
            throw new MemoryHoleException(gpa);
        }
        for (long page = gpa >>> 12; page <= (gpa + length - 1) >>> 12; page++) {
            if (unreadablePages.contains(page)) {
                throw new IOException("page 0x%x cannot be read".formatted(page << 12));
            }
        }
        for (long i = 0; i < length; i++) {
            destination.set(ValueLayout.JAVA_BYTE, i, at(gpa + i));
        }
    }

    @Override
    public void close() {}
}
