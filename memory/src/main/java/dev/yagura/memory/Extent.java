package dev.yagura.memory;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;

/**
 * A run of guest-physical memory whose bytes are in this process.
 *
 * @param gpa where the run starts, in bytes, at least 0; need not be aligned
 * @param bytes the run, at least 1 byte; for a live guest the mapping itself
 */
public record Extent(long gpa, MemorySegment bytes) {
    /** Refuses runs that are empty or leave the 63-bit address space. */
    public Extent {
        requireNonNull(bytes, "bytes");
        if (gpa < 0 || bytes.byteSize() == 0 || gpa + bytes.byteSize() < 0) {
            throw new IllegalArgumentException(
                    "gpa = 0x%x, length = %d".formatted(gpa, bytes.byteSize()));
        }
    }

    /** Returns one past the last guest-physical address, in bytes. */
    public long end() {
        return gpa + bytes.byteSize();
    }

    /** Returns the addresses of this run. */
    public GpaRange range() {
        return new GpaRange(gpa, end());
    }
}
