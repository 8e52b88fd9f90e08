package dev.yagura.storage.block.lvm;

import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.BorrowedDevice;
import dev.yagura.storage.block.JoinedDevice;
import dev.yagura.storage.block.RangeDevice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Follows one volume's segments to extents of physical volumes. */
final class ExtentMap {
    private static final int SECTOR_BYTES = 512;
    private static final long MAX_SEGMENTS = 1 << 16;
    private static final long MAX_STRIPES = 256;
    private static final String STRIPED = "striped";

    private final GroupMetadata metadata;
    private final Map<String, Member> members;
    private final SortedSet<Integer> used = new TreeSet<>();

    ExtentMap(GroupMetadata metadata, Map<String, Member> members) {
        this.metadata = metadata;
        this.members = members;
    }

    /** Returns the volume that a section of the text describes. */
    LogicalVolume volume(String name, ConfigNode section) throws IOException {
        BlockDevice device = device(section);
        return LogicalVolume.of(name, device, List.copyOf(used));
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
                throw VolumeBuilder.unsupported(segment, segment.text("type"));
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
        ListedVolume volume = metadata.physicalVolumes().get(key);
        if (volume == null) {
            throw VolumeBuilder.unsupported(segment, "volumes on top of volumes");
        }
        if (extent < 0 || extent > metadata.maxExtents() - extents) {
            throw segment.malformed("stripes", "starts at extent %d".formatted(extent));
        }
        Member member = members.get(volume.labelId());
        if (member == null) {
            throw segment.malformed(
                    "stripes", "needs a physical volume that is missing: %s".formatted(volume));
        }
        used.add(member.index());
        return new RangeDevice(
                "logical volume",
                new BorrowedDevice(member.device()),
                (volume.startSectors() + extent * metadata.extentSectors()) * SECTOR_BYTES,
                extents * metadata.extentSectors() * SECTOR_BYTES);
    }
}
