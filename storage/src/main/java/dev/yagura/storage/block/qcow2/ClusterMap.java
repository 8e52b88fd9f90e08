package dev.yagura.storage.block.qcow2;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.io.ChunkCache;
import java.io.IOException;

/** Finds where a byte of the disk is: the L1 table, then an L2 table, then its entry. */
final class ClusterMap {
    private static final long OFFSET_MASK = 0x00FF_FFFF_FFFF_FE00L;
    private static final long COPIED = 1L << 63;
    private static final long COMPRESSED = 1L << 62;
    private static final long ZERO = 1;
    private static final int COMPRESSED_SECTOR = 512;
    private static final Field ENTRY = new Field("entry", 0, 8);
    private static final Field BITMAP = new Field("subcluster bitmap", 8, 8);

    private final ChunkCache file;
    private final Qcow2Header header;
    private final boolean externalData;
    private final boolean extended;

    ClusterMap(ChunkCache file, Qcow2Header header) {
        this.file = file;
        this.header = header;
        this.externalData = header.has(IncompatibleFeature.EXTERNAL_DATA);
        this.extended = header.has(IncompatibleFeature.EXTENDED_L2);
    }

    /** Returns where bytes from {@code offset} on are, as far as one entry tells. */
    Run find(long offset) throws IOException {
        long l1Index = offset >>> header.l1Bits();
        long l1Entry =
                structure("qcow2 L1 table", header.l1Offset() + l1Index * Long.BYTES, Long.BYTES)
                        .u64be(ENTRY);
        long table = l1Entry & OFFSET_MASK;
        if (table == 0) {
            long covered = 1L << header.l1Bits();
            return new Run.Backing(covered - (offset & covered - 1));
        }
        requireAligned("L1 entry", table);
        int entryBytes = extended ? 2 * Long.BYTES : Long.BYTES;
        long index = offset >>> header.clusterBits() & (1L << header.l2Bits()) - 1;
        Structure entry = structure("qcow2 L2 table", table + index * entryBytes, entryBytes);
        int within = (int) (offset & header.clusterBytes() - 1);
        long value = entry.u64be(ENTRY);
        if ((value & COMPRESSED) != 0) {
            return compressed(value, within);
        }
        if (extended) {
            return subclusters(value, new Subclusters(entry.u64be(BITMAP)), within);
        }
        return standard(value, within);
    }

    private Run standard(long entry, int within) throws MalformedStructureException {
        long rest = (long) header.clusterBytes() - within;
        if ((entry & ZERO) != 0) {
            if (header.version() == 2) {
                throw malformed("L2 entry", "is a cluster of zeros, expected none in version 2");
            }
            return new Run.Zero(rest);
        }
        return isAllocated(entry) ? data(entry, within, rest) : new Run.Backing(rest);
    }

    private Run subclusters(long entry, Subclusters parts, int within)
            throws MalformedStructureException {
        int partBits = header.clusterBits() - Subclusters.COUNT_BITS;
        int part = within >>> partBits;
        long rest = (((long) part + parts.alike(part)) << partBits) - within;
        return switch (parts.state(part)) {
            case ZERO -> new Run.Zero(rest);
            case UNALLOCATED -> new Run.Backing(rest);
            case DATA -> {
                if (!isAllocated(entry)) {
                    throw malformed("L2 entry", "has no cluster for the data of its subclusters");
                }
                yield data(entry, within, rest);
            }
        };
    }

    /** Offset 0 is that of the header, and so of no data, unless data is in another file. */
    private boolean isAllocated(long entry) {
        return (entry & OFFSET_MASK) != 0 || (externalData && (entry & COPIED) != 0);
    }

    private Run data(long entry, int within, long length) throws MalformedStructureException {
        long cluster = entry & OFFSET_MASK;
        requireAligned("L2 entry", cluster);
        return new Run.Data(cluster + within, length);
    }

    private Run compressed(long entry, int within) throws MalformedStructureException {
        if (externalData) {
            throw malformed("L2 entry", "is compressed, expected no such one with external data");
        }
        int sizeBits = header.clusterBits() - 8;
        int offsetBits = 62 - sizeBits;
        long hostOffset = entry & (1L << offsetBits) - 1;
        long sectors = (entry & COMPRESSED - 1) >>> offsetBits;
        long length = (sectors + 1) * COMPRESSED_SECTOR - (hostOffset & COMPRESSED_SECTOR - 1);
        return new Run.Compressed(hostOffset, (int) length, within, header.clusterBytes() - within);
    }

    private void requireAligned(String field, long offset) throws MalformedStructureException {
        if ((offset & header.clusterBytes() - 1) != 0) {
            throw malformed(
                    field,
                    "leads to byte 0x%x, expected the start of a cluster of %d bytes"
                            .formatted(offset, header.clusterBytes()));
        }
    }

    private Structure structure(String name, long offset, int length) throws IOException {
        return new Structure(name, file.read(offset, length));
    }

    static MalformedStructureException malformed(String field, String detail) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE, "qcow2 L2 table", field, 0, detail);
    }
}
