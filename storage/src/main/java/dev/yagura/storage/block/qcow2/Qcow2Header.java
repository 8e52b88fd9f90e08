package dev.yagura.storage.block.qcow2;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.DeviceReads;
import java.io.IOException;

/**
 * The header, big-endian, from the start of the file.
 *
 * @param clusterBits logarithm of the size of a cluster, 9 to 21
 * @param sizeBytes size of the disk
 * @param crypt how clusters are encrypted: 0 for not, 1 for AES, 2 for LUKS
 * @param l1Entries entries of the active L1 table
 * @param incompatible features that a reader must know; 0 in version 2
 * @param headerBytes length of this header; extensions follow it
 * @param compression 0 for zlib, 1 for zstd
 */
record Qcow2Header(
        int version,
        long backingNameOffset,
        int backingNameBytes,
        int clusterBits,
        long sizeBytes,
        int crypt,
        int l1Entries,
        long l1Offset,
        int snapshotCount,
        long snapshotsOffset,
        long incompatible,
        int headerBytes,
        int compression) {
    static final int MAGIC = 0x514649FB;
    static final int CRYPT_AES = 1;
    static final int CRYPT_LUKS = 2;
    static final int COMPRESSION_ZLIB = 0;
    static final int COMPRESSION_ZSTD = 1;

    private static final int SIZE_V2 = 72;
    private static final int SIZE_V3 = 104;
    private static final int SIZE_WITH_COMPRESSION = 112;

    /** Longest name of a backing file; the format's own limit. */
    private static final int MAX_NAME_BYTES = 1023;

    /** QEMU's limits, {@code QCOW_MAX_L1_SIZE} and {@code QCOW_MAX_SNAPSHOTS}. */
    private static final int MAX_L1_ENTRIES = (32 << 20) / Long.BYTES;

    private static final int MAX_SNAPSHOTS = 65536;

    private static final Field F_MAGIC = new Field("magic", 0, 4);
    private static final Field F_VERSION = new Field("version", 4, 4);
    private static final Field F_BACKING_OFFSET = new Field("backing_file_offset", 8, 8);
    private static final Field F_BACKING_SIZE = new Field("backing_file_size", 16, 4);
    private static final Field F_CLUSTER_BITS = new Field("cluster_bits", 20, 4);
    private static final Field F_SIZE = new Field("size", 24, 8);
    private static final Field F_CRYPT_METHOD = new Field("crypt_method", 32, 4);
    private static final Field F_L1_SIZE = new Field("l1_size", 36, 4);
    private static final Field F_L1_OFFSET = new Field("l1_table_offset", 40, 8);
    private static final Field F_SNAPSHOT_COUNT = new Field("nb_snapshots", 60, 4);
    private static final Field F_SNAPSHOT_OFFSET = new Field("snapshots_offset", 64, 8);
    private static final Field F_INCOMPATIBLE = new Field("incompatible_features", 72, 8);
    private static final Field F_HEADER_LENGTH = new Field("header_length", 100, 4);
    private static final Field F_COMPRESSION = new Field("compression_type", 104, 1);

    static Qcow2Header read(BlockDevice file) throws IOException {
        int length = (int) Math.min(SIZE_WITH_COMPRESSION, file.sizeBytes());
        Structure header = DeviceReads.structure("qcow2 header", file, 0, length);
        long magic = header.u32be(F_MAGIC);
        if (magic != MAGIC) {
            throw header.malformed(
                    Reason.BAD_MAGIC, F_MAGIC, "is 0x%x, expected 0x514649fb".formatted(magic));
        }
        int version = (int) header.u32be(F_VERSION);
        if (version != 2 && version != 3) {
            throw header.malformed(
                    Reason.UNSUPPORTED,
                    F_VERSION,
                    "is %s, expected 2 or 3".formatted(Integer.toUnsignedString(version)));
        }
        int clusterBits = range(header, F_CLUSTER_BITS, 9, 21);
        long incompatible = version == 2 ? 0 : header.u64be(F_INCOMPATIBLE);
        int headerBytes =
                version == 2 ? SIZE_V2 : range(header, F_HEADER_LENGTH, SIZE_V3, 1 << clusterBits);
        return new Qcow2Header(
                version,
                header.u64be(F_BACKING_OFFSET),
                range(header, F_BACKING_SIZE, 0, MAX_NAME_BYTES),
                clusterBits,
                header.requireRange(F_SIZE, header.u64be(F_SIZE), 0, Long.MAX_VALUE),
                range(header, F_CRYPT_METHOD, 0, CRYPT_LUKS),
                range(header, F_L1_SIZE, 0, MAX_L1_ENTRIES),
                header.u64be(F_L1_OFFSET),
                range(header, F_SNAPSHOT_COUNT, 0, MAX_SNAPSHOTS),
                header.u64be(F_SNAPSHOT_OFFSET),
                incompatible,
                headerBytes,
                headerBytes > SIZE_V3 ? header.u8(F_COMPRESSION) : COMPRESSION_ZLIB);
    }

    private static int range(Structure header, Field field, int min, int max)
            throws MalformedStructureException {
        return (int) header.requireRange(field, header.u32be(field), min, max);
    }

    boolean has(IncompatibleFeature feature) {
        return (incompatible & feature.mask()) != 0;
    }

    int clusterBytes() {
        return 1 << clusterBits;
    }

    /** Refuses what this reader cannot read, and what cannot be. */
    void requireReadable(HeaderExtensions extensions) throws MalformedStructureException {
        long unknown = incompatible & ~IncompatibleFeature.known();
        if (unknown != 0) {
            throw unsupported(
                    F_INCOMPATIBLE, "needs " + extensions.names(unknown) + ", which is not read");
        }
        if (crypt == CRYPT_AES) {
            throw unsupported(F_CRYPT_METHOD, "is 1: QEMU's old AES encryption, which is not read");
        }
        if (compression != COMPRESSION_ZLIB && compression != COMPRESSION_ZSTD) {
            throw unsupported(
                    F_COMPRESSION, "is %d, expected 0 or 1 (zstd)".formatted(compression));
        }
        if ((compression != COMPRESSION_ZLIB) != has(IncompatibleFeature.COMPRESSION)) {
            throw malformed(
                    F_COMPRESSION,
                    "is %d, expected it with the feature bit of that name".formatted(compression));
        }
        if (has(IncompatibleFeature.EXTENDED_L2) && clusterBits < Subclusters.MIN_CLUSTER_BITS) {
            throw malformed(
                    F_CLUSTER_BITS,
                    "is %d, expected at least 14 with subclusters".formatted(clusterBits));
        }
        if (l1Offset % clusterBytes() != 0) {
            throw malformed(F_L1_OFFSET, "is 0x%x, expected a cluster's".formatted(l1Offset));
        }
        long needed = sizeBytes == 0 ? 0 : ((sizeBytes - 1) >>> l1Bits()) + 1;
        if (needed > l1Entries) {
            throw malformed(
                    F_L1_SIZE,
                    "is %d, expected %d for %d bytes".formatted(l1Entries, needed, sizeBytes));
        }
    }

    /** Returns the logarithm of how many bytes of the disk an L2 table covers. */
    int l1Bits() {
        return clusterBits + l2Bits();
    }

    /** Returns the logarithm of how many entries an L2 table has. */
    int l2Bits() {
        return clusterBits - (has(IncompatibleFeature.EXTENDED_L2) ? 4 : 3);
    }

    private static MalformedStructureException malformed(Field field, String detail) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE, "qcow2 header", field.name(), field.offset(), detail);
    }

    private static MalformedStructureException unsupported(Field field, String detail) {
        return new MalformedStructureException(
                Reason.UNSUPPORTED, "qcow2 header", field.name(), field.offset(), detail);
    }
}
