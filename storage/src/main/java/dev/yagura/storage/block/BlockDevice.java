package dev.yagura.storage.block;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Read-only access to the bytes of one disk, or of one layer of it.
 *
 * <p>Offsets are in bytes from 0 to {@link #sizeBytes()}. A disk of a running guest is written
 * between calls, so two reads may disagree; {@link #isLive()} says whether a caller must expect
 * that. All content is hostile.
 *
 * <p>Implementations are safe for concurrent reads. {@link #close()} is not safe against them; it
 * closes the devices below as well.
 */
public interface BlockDevice extends AutoCloseable {

    /**
     * One read of a batch.
     *
     * @param offset first byte to read
     * @param destination receives the bytes; at least 1 byte long
     */
    record Read(long offset, MemorySegment destination) {}

    /** Returns the size, in bytes. */
    long sizeBytes();

    /**
     * Returns the unit in which this device is best addressed, in bytes: a power of two from 512.
     * Reads need not be aligned to it, but cost less if they are.
     */
    int sectorBytes();

    /** Returns whether the content may change between two calls. */
    boolean isLive();

    /**
     * Copies {@code destination.byteSize()} bytes that start at {@code offset}.
     *
     * <p>All or nothing: on an exception {@code destination} holds no bytes a caller may use.
     *
     * @param offset first byte to read
     * @param destination receives the bytes; at least 1 byte long
     * @throws dev.yagura.bytes.MalformedStructureException if the read crosses the end, or a
     *     layer's own structures are damaged where this read needs them
     * @throws IOException if the image or the connection fails
     */
    void read(long offset, MemorySegment destination) throws IOException;

    /**
     * Performs many reads, in any order, with as few round trips as the source allows.
     *
     * @param reads what to read; the destinations must not overlap
     * @throws IOException as {@link #read}; which of the destinations were filled is then unknown
     */
    default void readBatch(List<Read> reads) throws IOException {
        for (Read read : reads) {
            read(read.offset(), read.destination());
        }
    }

    @Override
    void close() throws IOException;
}
