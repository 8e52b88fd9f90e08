package dev.yagura.memory;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Read-only access to one guest's physical memory, live or dumped.
 *
 * <p>Addresses are guest-physical (GPA): unsigned, in bytes, from 0. The range {@code [0, end())}
 * has holes (device memory, segments a dump left out). A live guest keeps running between calls, so
 * two reads may disagree; {@link #isLive()} says whether a caller must expect that.
 *
 * <p>Implementations are safe for concurrent reads. {@link #close()} is not safe against them.
 */
public interface PhysicalMemory extends AutoCloseable {

    /**
     * One read of a batch.
     *
     * @param gpa first byte to read
     * @param destination receives the bytes in guest order; at least 1 byte long
     */
    record Read(long gpa, MemorySegment destination) {}

    /** Returns the RAM behind the address space: ascending, not overlapping, not adjoining. */
    List<GpaRange> ranges();

    /** Returns one past the highest readable GPA, in bytes; 0 if there is no RAM at all. */
    default long end() {
        return ranges().isEmpty() ? 0 : ranges().getLast().end();
    }

    /** Returns whether the guest may change its memory between two calls. */
    boolean isLive();

    /** Returns whether the bytes are mapped into this process, so that nothing is fetched. */
    default boolean isMapped() {
        return !ranges().isEmpty() && mapped(ranges().getFirst().start(), 1).isPresent();
    }

    /**
     * Copies {@code destination.byteSize()} bytes that start at {@code gpa}.
     *
     * <p>All or nothing: on an exception {@code destination} holds no guest bytes a caller may use.
     *
     * @param gpa first byte to read
     * @param destination receives the bytes in guest order; at least 1 byte long
     * @throws MemoryHoleException if any byte of the range is in a hole; it names the first one
     * @throws IOException if the dump or the hypervisor connection fails
     */
    void read(long gpa, MemorySegment destination) throws IOException;

    /**
     * Copies bytes as {@link #read} does, without keeping what was not here yet: for sweeps over
     * more memory than is worth keeping.
     *
     * <p>What a sweep finds in a live guest is a candidate: what matters of it is to be read again.
     *
     * @param gpa first byte to read
     * @param destination receives the bytes in guest order; at least 1 byte long
     * @throws MemoryHoleException if any byte of the range is in a hole; it names the first one
     * @throws IOException if the dump or the hypervisor connection fails
     */
    default void sweep(long gpa, MemorySegment destination) throws IOException {
        read(gpa, destination);
    }

    /**
     * Performs many reads, in any order, with as few round trips as the source allows.
     *
     * <p>A hole is an answer here, not an error: sweeps and prefetches meet many.
     *
     * @param reads what to read; the destinations must not overlap
     * @return those reads that met a hole, in the order given; usually empty
     * @throws IOException if the dump or the hypervisor connection fails
     */
    default List<Read> readBatch(List<Read> reads) throws IOException {
        List<Read> inHoles = new ArrayList<>();
        for (Read read : reads) {
            try {
                read(read.gpa(), read.destination());
            } catch (MemoryHoleException e) {
                inHoles.add(read);
            }
        }
        return inHoles;
    }

    /**
     * Returns a read-only view of the bytes themselves, where they are mapped into this process.
     *
     * <p>For bulk scans. The view of a live guest changes while it is looked at: copy first, then
     * validate.
     *
     * @param gpa first byte
     * @param lengthBytes at least 1
     * @return the view, or empty where the source is not mapped, the range crosses a hole, or its
     *     parts do not lie side by side in this process
     */
    default Optional<MemorySegment> mapped(long gpa, long lengthBytes) {
        return Optional.empty();
    }

    /**
     * Returns the 4 KiB page that holds {@code gpa}, as bytes that stay the same while this object
     * is open.
     *
     * <p>For many small reads from few pages, such as walks of page tables and lists. A live source
     * has no such page itself; a {@link Look} at it does.
     *
     * @param gpa any address in the page
     * @return a read-only view of 4096 bytes, or empty where there is none: the source changes, or
     *     the page lies in a hole, if only in part
     * @throws IOException if the dump or the hypervisor connection fails
     */
    default Optional<MemorySegment> page(long gpa) throws IOException {
        return isLive() ? Optional.empty() : mapped(gpa & -4096L, 4096);
    }

    /**
     * Fetches pages that will be wanted soon in as few round trips as the source allows, if this
     * object keeps pages at all. Holes and pages already here are passed over.
     *
     * @param gpas addresses inside the wanted pages, in any order, duplicates allowed
     * @throws IOException if the hypervisor connection fails
     */
    default void prefetch(List<Long> gpas) throws IOException {}

    /**
     * Returns how many bytes are best fetched at once, a power of two from 4096: more than a page
     * where a round trip costs more than copying its neighbours.
     */
    default int fetchBytes() {
        return 4096;
    }

    @Override
    void close() throws IOException;
}
