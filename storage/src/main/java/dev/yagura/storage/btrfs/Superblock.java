package dev.yagura.storage.btrfs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.filesystem.ChecksumPolicy;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/**
 * The superblock: 4096 bytes, little-endian, at 64 KiB, 64 MiB and 256 GiB of each device.
 *
 * @param fsid identity of the filesystem
 * @param metadataFsid what nodes carry as the identity
 * @param generation number of the last transaction
 * @param root where the tree of roots is
 * @param chunkRoot where the tree of chunks is
 * @param logRoot logical address of the tree of logs, or 0
 * @param rootDirectory object in the tree of roots that names the default subvolume
 * @param sectorBytes unit of data and its checksums, a power of two from 4096 to 65536
 * @param nodeBytes size of a node, a power of two from a sector to 65536
 * @param systemChunks chunks that the tree of chunks itself is in: keys and items in a row
 * @param checksums what checksums are computed with
 * @param deviceId number of the device that this superblock is on
 */
record Superblock(
        UUID fsid,
        UUID metadataFsid,
        String label,
        long generation,
        NodePointer root,
        NodePointer chunkRoot,
        long logRoot,
        long rootDirectory,
        int sectorBytes,
        int nodeBytes,
        Structure systemChunks,
        ChecksumKind checksums,
        long deviceId) {

    static final int SIZE = 4096;

    /** Bytes before what a checksum, here and in nodes, covers. */
    static final int CHECKSUM_BYTES = 32;

    private static final String MAGIC = "_BHRfS_M";
    private static final int MIN_UNIT = 4096;
    private static final int MAX_UNIT = 65536;
    private static final int MAX_SYSTEM_CHUNKS = 2048;
    private static final int LABEL_BYTES = 256;

    private static final Field CSUM = new Field("csum", 0, CHECKSUM_BYTES);
    private static final Field FSID = new Field("fsid", 0x20, 16);
    private static final Field BYTENR = new Field("bytenr", 0x30, 8);
    private static final Field MAGIC_FIELD = new Field("magic", 0x40, 8);
    private static final Field GENERATION = new Field("generation", 0x48, 8);
    private static final Field ROOT = new Field("root", 0x50, 8);
    private static final Field CHUNK_ROOT = new Field("chunk_root", 0x58, 8);
    private static final Field LOG_ROOT = new Field("log_root", 0x60, 8);
    private static final Field ROOT_DIR = new Field("root_dir_objectid", 0x80, 8);
    private static final Field SECTORSIZE = new Field("sectorsize", 0x90, 4);
    private static final Field NODESIZE = new Field("nodesize", 0x94, 4);
    private static final Field SYSTEM_SIZE = new Field("sys_chunk_array_size", 0xA0, 4);
    private static final Field CHUNK_GENERATION = new Field("chunk_root_generation", 0xA4, 8);
    private static final Field INCOMPAT = new Field("incompat_flags", 0xBC, 8);
    private static final Field CSUM_TYPE = new Field("csum_type", 0xC4, 2);
    private static final Field ROOT_LEVEL = new Field("root_level", 0xC6, 1);
    private static final Field CHUNK_ROOT_LEVEL = new Field("chunk_root_level", 0xC7, 1);
    private static final Field DEVID = new Field("dev_item.devid", 0xC9, 8);
    private static final Field LABEL = new Field("label", 0x12B, LABEL_BYTES);
    private static final Field METADATA_UUID = new Field("metadata_uuid", 0x23B, 16);
    private static final Field SYSTEM_CHUNKS =
            new Field("sys_chunk_array", 0x32B, MAX_SYSTEM_CHUNKS);

    /** Returns whether these bytes have the magic number. */
    static boolean hasMagic(Structure sb) throws MalformedStructureException {
        return new String(sb.copy(MAGIC_FIELD), UTF_8).equals(MAGIC);
    }

    /**
     * Parses a superblock.
     *
     * @param offset where on the device it was read
     * @throws MalformedStructureException if these are not the bytes of a superblock that this
     *     reader can use; features that it lacks are named
     */
    static Superblock parse(Structure sb, long offset, ChecksumPolicy policy)
            throws MalformedStructureException {
        if (!hasMagic(sb)) {
            throw sb.malformed(
                    Reason.BAD_MAGIC,
                    MAGIC_FIELD,
                    "is 0x%x, expected %s".formatted(sb.u64(MAGIC_FIELD), MAGIC));
        }
        int number = sb.u16(CSUM_TYPE);
        ChecksumKind checksums =
                ChecksumKind.of(number)
                        .orElseThrow(() ->
                                sb.malformed(
                                        Reason.UNSUPPORTED,
                                        CSUM_TYPE,
                                        "is %d, expected 0..3".formatted(number)));
        verify(sb, checksums, policy);
        long incompat = sb.u64(INCOMPAT);
        List<String> unsupported = Features.unsupported(incompat);
        if (!unsupported.isEmpty()) {
            throw sb.malformed(
                    Reason.UNSUPPORTED,
                    INCOMPAT,
                    "needs " + String.join(", ", unsupported) + ", which is not read");
        }
        sb.u64InRange(BYTENR, offset, offset);
        int sectorBytes = powerOfTwo(sb, SECTORSIZE, MIN_UNIT);
        int nodeBytes = powerOfTwo(sb, NODESIZE, sectorBytes);
        UUID fsid = uuid(sb, FSID);
        long generation = sb.u64(GENERATION);
        long systemBytes = sb.u32InRange(SYSTEM_SIZE, 1, MAX_SYSTEM_CHUNKS);
        return new Superblock(
                fsid,
                (incompat & Features.METADATA_UUID) != 0 ? uuid(sb, METADATA_UUID) : fsid,
                label(sb),
                generation,
                NodePointer.root(sb.u64(ROOT), generation, sb.u8(ROOT_LEVEL), Key.ROOT_TREE),
                NodePointer.root(
                        sb.u64(CHUNK_ROOT),
                        sb.u64(CHUNK_GENERATION),
                        sb.u8(CHUNK_ROOT_LEVEL),
                        Key.CHUNK_TREE),
                sb.u64(LOG_ROOT),
                sb.u64(ROOT_DIR),
                sectorBytes,
                nodeBytes,
                new Structure(
                        "btrfs sys_chunk_array",
                        sb.bytes().asSlice(SYSTEM_CHUNKS.offset(), systemBytes)),
                checksums,
                sb.u64(DEVID));
    }

    /** Asks {@code policy} if a structure is not what its first bytes say. */
    static void verify(Structure structure, ChecksumKind kind, ChecksumPolicy policy)
            throws MalformedStructureException {
        byte[] stored = structure.copy(new Field(CSUM.name(), 0, kind.sizeBytes()));
        byte[] computed = kind.of(structure.bytes().asSlice(CHECKSUM_BYTES));
        if (!java.util.Arrays.equals(stored, computed)) {
            HexFormat hex = HexFormat.of();
            policy.found(
                    structure.malformed(
                            Reason.BAD_CHECKSUM,
                            CSUM,
                            "is %s, computed %s"
                                    .formatted(hex.formatHex(stored), hex.formatHex(computed))));
        }
    }

    /** Reads an identity, whose bytes are in the order in which they are written. */
    static UUID uuid(Structure structure, Field field) throws MalformedStructureException {
        ByteBuffer halves = ByteBuffer.wrap(structure.copy(field));
        return new UUID(halves.getLong(), halves.getLong());
    }

    private static int powerOfTwo(Structure sb, Field field, int min)
            throws MalformedStructureException {
        int value = (int) sb.u32InRange(field, min, MAX_UNIT);
        if (Integer.bitCount(value) != 1) {
            throw sb.malformed(
                    Reason.OUT_OF_RANGE, field, "is " + value + ", expected a power of two");
        }
        return value;
    }

    private static String label(Structure sb) throws MalformedStructureException {
        byte[] padded = sb.copy(LABEL);
        int length = 0;
        while (length < padded.length && padded[length] != 0) {
            length++;
        }
        return new String(padded, 0, length, UTF_8);
    }
}
