package dev.yagura.storage.xfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * A transaction while it is read, operation by operation: first a header, then the regions of one
 * item after the other. An operation that does not fit into a record goes on in the next one.
 */
final class LogTransaction {
    /** Regions of one item; {@code XLOG_MAX_REGIONS_IN_ITEM}. */
    private static final int MAX_REGIONS = 257;

    private static final long HEADER_MAGIC = 0x5452414EL; // TRAN
    private static final int HEADER_BYTES = 16;

    /** What an object takes beside its bytes, about. */
    private static final int OBJECT_BYTES = 64;

    private static final Field TH_MAGIC = new Field("th_magic", 0, 4);
    private static final Field SIZE = new Field("size", 2, 2);

    private final long lsn;
    private final List<LogItem> items = new ArrayList<>();
    private final List<Structure> regions = new ArrayList<>();
    private final List<MemorySegment> rests = new ArrayList<>();
    private int expectedRegions;
    private long headerBytes;
    private long memoryBytes;

    /** Starts one; {@code lsn} is that of the record in which it starts. */
    LogTransaction(long lsn) {
        this.lsn = lsn;
    }

    long lsn() {
        return lsn;
    }

    /** Returns how much memory it takes. */
    long memoryBytes() {
        return memoryBytes;
    }

    /** Takes the bytes of an operation. */
    void add(Structure bytes) throws MalformedStructureException {
        memoryBytes += bytes.size() + OBJECT_BYTES;
        if (headerBytes == 0) {
            if (bytes.u32(TH_MAGIC) != HEADER_MAGIC) {
                throw bytes.malformed(
                        Reason.BAD_MAGIC,
                        TH_MAGIC,
                        "is 0x%x, expected 0x%x".formatted(bytes.u32(TH_MAGIC), HEADER_MAGIC));
            }
            headerBytes = bytes.requireRange(SIZE, bytes.size(), 4, HEADER_BYTES);
            return;
        }
        finishItem();
        if (regions.isEmpty()) {
            expectedRegions = bytes.u16(SIZE);
            bytes.requireRange(SIZE, expectedRegions, 1, MAX_REGIONS);
        }
        regions.add(bytes);
    }

    /** Takes the rest of an operation. */
    void addRest(Structure bytes) throws MalformedStructureException {
        memoryBytes += bytes.size() + OBJECT_BYTES;
        if (headerBytes < HEADER_BYTES) {
            bytes.requireRange(SIZE, bytes.size(), 1, HEADER_BYTES - headerBytes);
            headerBytes += bytes.size();
            return;
        }
        if (regions.isEmpty()) {
            throw bytes.malformed(
                    Reason.OUT_OF_RANGE, SIZE, "is the rest of a region that has no start");
        }
        rests.add(bytes.bytes());
    }

    /** Returns the items, once all operations were taken. */
    List<LogItem> items() throws MalformedStructureException {
        finishItem();
        if (!regions.isEmpty()) {
            throw regions.getFirst()
                    .malformed(
                            Reason.TRUNCATED,
                            SIZE,
                            "is %d, found %d regions".formatted(expectedRegions, regions.size()));
        }
        return List.copyOf(items);
    }

    private void finishItem() throws MalformedStructureException {
        if (!rests.isEmpty()) {
            regions.add(joined(regions.removeLast()));
            rests.clear();
        }
        if (!regions.isEmpty() && regions.size() == expectedRegions) {
            items.add(LogItem.of(regions));
            regions.clear();
        }
    }

    private Structure joined(Structure first) {
        long length = first.size();
        for (MemorySegment rest : rests) {
            length += rest.byteSize();
        }
        MemorySegment joined = MemorySegment.ofArray(new byte[(int) length]);
        MemorySegment.copy(first.bytes(), 0, joined, 0, first.size());
        long at = first.size();
        for (MemorySegment rest : rests) {
            MemorySegment.copy(rest, 0, joined, at, rest.byteSize());
            at += rest.byteSize();
        }
        return new Structure(first.name(), joined);
    }
}
