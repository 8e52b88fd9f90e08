package dev.yagura.storage.xfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.UUID;

/**
 * When a buffer was last written, by the place in the log that its header tells: what is older in
 * the log must not be replayed over it.
 */
final class WriteSequence {
    /** Where a header tells it, and of which filesystem the block is. */
    private record Place(Field lsn, Field uuid) {
        static Place of(MetadataHeader header) {
            return new Place(header.lsn(), header.uuid());
        }
    }

    private static final Place GROUP_TREE = Place.of(MetadataHeader.GROUP_TREE);
    private static final Place DIRECTORY = Place.of(MetadataHeader.DIRECTORY);
    private static final Place INDEX = Place.of(MetadataHeader.INDEX);

    /** By the first four bytes. */
    private static final Map<Long, Place> PLACES =
            Map.ofEntries(
                    Map.entry(
                            0x58465342L, // XFSB
                            new Place(
                                    new Field("sb_lsn", 240, 8),
                                    new Field("sb_meta_uuid", 248, 16))),
                    Map.entry(
                            0x58414746L, // XAGF
                            new Place(new Field("agf_lsn", 208, 8), new Field("agf_uuid", 64, 16))),
                    Map.entry(
                            0x58414749L, // XAGI
                            new Place(
                                    new Field("agi_lsn", 320, 8), new Field("agi_uuid", 296, 16))),
                    Map.entry(
                            0x5841464CL, // XAFL
                            new Place(new Field("agfl_lsn", 24, 8), new Field("agfl_uuid", 8, 16))),
                    Map.entry(0x41423342L, GROUP_TREE), // AB3B: free space by block
                    Map.entry(0x41423343L, GROUP_TREE), // AB3C: free space by length
                    Map.entry(0x49414233L, GROUP_TREE), // IAB3: inodes
                    Map.entry(0x46494233L, GROUP_TREE), // FIB3: free inodes
                    Map.entry(0x524D4233L, GROUP_TREE), // RMB3: reverse mappings
                    Map.entry(0x52334643L, GROUP_TREE), // R3FC: reference counts
                    Map.entry(0x424D4133L, Place.of(MetadataHeader.FILE_TREE)), // BMA3
                    Map.entry(0x58534C4DL, Place.of(MetadataHeader.SYMBOLIC_LINK)), // XSLM
                    Map.entry(0x58444233L, DIRECTORY), // XDB3: the only block
                    Map.entry(0x58444433L, DIRECTORY), // XDD3: data
                    Map.entry(0x58444633L, DIRECTORY)); // XDF3: free space

    /** By the two bytes behind the links to neighbours. */
    private static final Map<Integer, Place> INDEX_PLACES =
            Map.of(
                    0x3DF1, INDEX, // the only leaf of a directory
                    0x3DFF, INDEX, // one of many
                    0x3BEE, INDEX, // leaf of attributes
                    0x3EBE, INDEX); // node above either

    private static final Field MAGIC = new Field("magic", 0, 4);
    private static final Field INDEX_MAGIC = new Field("magic", 8, 2);
    private static final Field SB_UUID = new Field("sb_uuid", 32, 16);

    private WriteSequence() {}

    /** Returns whether a buffer, as it is on the device, was written at {@code lsn} or later. */
    static boolean isAtLeast(Volume volume, Structure buffer, long lsn)
            throws MalformedStructureException {
        long magic = buffer.u32be(MAGIC);
        Place place = PLACES.get(magic);
        if (place == null) {
            place = INDEX_PLACES.get(buffer.u16be(INDEX_MAGIC));
        }
        if (place == null || buffer.size() < place.lsn().offset() + place.lsn().size()) {
            return false;
        }
        Field uuidField = place.uuid();
        boolean ownUuid = volume.superblock().hasIncompat(Features.INCOMPAT_META_UUID);
        if (uuidField.name().equals("sb_meta_uuid") && !ownUuid) {
            uuidField = SB_UUID;
        }
        ByteBuffer halves = ByteBuffer.wrap(buffer.copy(uuidField));
        UUID uuid = new UUID(halves.getLong(), halves.getLong());
        return uuid.equals(volume.superblock().metaUuid())
                && Long.compareUnsigned(buffer.u64be(place.lsn()), lsn) >= 0;
    }
}
