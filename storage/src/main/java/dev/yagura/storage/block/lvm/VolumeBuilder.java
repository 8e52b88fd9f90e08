package dev.yagura.storage.block.lvm;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.BorrowedDevice;
import dev.yagura.storage.block.JoinedDevice;
import dev.yagura.storage.block.RangeDevice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes devices of the volumes that a group's text describes. */
final class VolumeBuilder {
    private static final int SECTOR_BYTES = 512;
    private static final long MAX_SEGMENTS = 1 << 16;
    private static final long MAX_STRIPES = 256;
    private static final String STRIPED = "striped";
    private static final String SNAPSHOT = "snapshot";

    private final GroupMetadata metadata;
    private final Map<String, BlockDevice> members;
    private final ConfigNode physicalVolumes;

    /**
     * Prepares a group.
     *
     * @param members physical volumes by their identity, without dashes
     */
    VolumeBuilder(GroupMetadata metadata, Map<String, BlockDevice> members)
            throws MalformedStructureException {
        this.metadata = metadata;
        this.members = members;
        this.physicalVolumes = metadata.group().requireSection("physical_volumes");
    }

    /** Returns identities of physical volumes that are not at hand, with where they last were. */
    List<String> missing() throws MalformedStructureException {
        List<String> missing = new ArrayList<>();
        for (ConfigNode volume : physicalVolumes.sections().values()) {
            if (!members.containsKey(identity(volume))) {
                missing.add(described(volume));
            }
        }
        return missing;
    }

    /** Returns the volumes that are for users, not parts of others. */
    List<LogicalVolume> volumes() throws IOException {
        List<LogicalVolume> volumes = new ArrayList<>();
        Map<String, ConfigNode> all =
                metadata.group()
                        .section("logical_volumes")
                        .map(ConfigNode::sections)
                        .orElse(Map.of());
        Set<String> stores = snapshotStores(all);
        for (Map.Entry<String, ConfigNode> volume : all.entrySet()) {
            if (volume.getValue().list("status").contains("VISIBLE")) {
                try {
                    if (stores.contains(volume.getKey())) {
                        throw unsupported(volume.getValue(), SNAPSHOT);
                    }
                    volumes.add(LogicalVolume.of(volume.getKey(), device(volume.getValue())));
                } catch (MalformedStructureException e) {
                    volumes.add(LogicalVolume.refused(volume.getKey(), e));
                }
            }
        }
        return volumes;
    }

    /** What holds a snapshot's changes looks like a plain volume, but for who uses it. */
    private static Set<String> snapshotStores(Map<String, ConfigNode> volumes) {
        Set<String> stores = new HashSet<>();
        for (ConfigNode volume : volumes.values()) {
            for (ConfigNode segment : volume.sections().values()) {
                if (segment.values().get("cow_store") instanceof String store) {
                    stores.add(store);
                }
            }
        }
        return stores;
    }

    private BlockDevice device(ConfigNode volume) throws IOException {
        long count = volume.number("segment_count", 1, MAX_SEGMENTS);
        if (count != volume.sections().size()) {
            throw volume.malformed(
                    "segment_count",
                    "is %d, found %d segments".formatted(count, volume.sections().size()));
        }
        List<ConfigNode> segments = new ArrayList<>(volume.sections().values());
        for (ConfigNode segment : segments) {
            if (!segment.text("type").equals(STRIPED)) {
                throw unsupported(segment, segment.text("type"));
            }
            segment.number("start_extent", 0, metadata.maxExtents());
        }
        segments.sort(Comparator.comparing(segment -> (Long) segment.values().get("start_extent")));
        List<BlockDevice> parts = new ArrayList<>();
        long extent = 0;
        for (ConfigNode segment : segments) {
            segment.number("start_extent", extent, extent);
            long extents = segment.number("extent_count", 1, metadata.maxExtents() - extent);
            parts.add(segment(segment, extents));
            extent += extents;
        }
        return parts.size() == 1
                ? parts.getFirst()
                : new JoinedDevice("logical volume " + volume.path(), parts);
    }

    private BlockDevice segment(ConfigNode segment, long extents) throws IOException {
        int stripes = (int) segment.number("stripe_count", 1, MAX_STRIPES);
        List<?> areas = segment.list("stripes");
        if (areas.size() != 2 * stripes || extents % stripes != 0) {
            throw segment.malformed(
                    "stripes",
                    "has %d items for %d extents, expected two for each of %d stripes"
                            .formatted(areas.size(), extents, stripes));
        }
        List<BlockDevice> parts = new ArrayList<>();
        for (int i = 0; i < stripes; i++) {
            parts.add(area(segment, areas.get(2 * i), areas.get(2 * i + 1), extents / stripes));
        }
        if (stripes == 1) {
            return parts.getFirst();
        }
        long stripeSectors = segment.number("stripe_size", 1, metadata.extentSectors());
        if (metadata.extentSectors() % stripeSectors != 0) {
            throw segment.malformed(
                    "stripe_size", "is %d, expected a part of an extent".formatted(stripeSectors));
        }
        return new StripedDevice(parts, stripeSectors * SECTOR_BYTES);
    }

    private BlockDevice area(ConfigNode segment, Object name, Object first, long extents)
            throws IOException {
        if (!(name instanceof String key) || !(first instanceof Long extent)) {
            throw segment.malformed("stripes", "has other items than names and numbers");
        }
        ConfigNode volume =
                physicalVolumes
                        .section(key)
                        .orElseThrow(() -> unsupported(segment, "volumes on top of volumes"));
        long start = volume.number("pe_start", 0, GroupMetadata.MAX_SECTORS);
        if (extent < 0 || extent > metadata.maxExtents() - extents) {
            throw segment.malformed("stripes", "starts at extent %d".formatted(extent));
        }
        BlockDevice member = members.get(identity(volume));
        if (member == null) {
            throw segment.malformed(
                    "stripes",
                    "needs a physical volume that is missing: %s".formatted(described(volume)));
        }
        return new RangeDevice(
                "logical volume",
                new BorrowedDevice(member),
                (start + extent * metadata.extentSectors()) * SECTOR_BYTES,
                extents * metadata.extentSectors() * SECTOR_BYTES);
    }

    private static MalformedStructureException unsupported(ConfigNode node, String kind) {
        return new MalformedStructureException(
                Reason.UNSUPPORTED,
                "LVM metadata",
                node.path() + "/type",
                0,
                "is %s, expected linear or striped; others are not read".formatted(kind));
    }

    private static String described(ConfigNode volume) throws MalformedStructureException {
        Object device = volume.values().get("device");
        return volume.text("id") + (device instanceof String last ? ", last seen as " + last : "");
    }

    private static String identity(ConfigNode volume) throws MalformedStructureException {
        return volume.text("id").replace("-", "");
    }
}
