package dev.yagura.storage.block.lvm;

import dev.yagura.bytes.MalformedStructureException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The text of a group: one section with the group's name, which has all others.
 *
 * @param sequence number of this version of the text
 * @param extentSectors size of an extent in sectors of 512 bytes
 * @param physicalVolumes what the group lies on, by the names that segments use
 * @param logicalVolumes a section each, by name
 */
record GroupMetadata(
        String name,
        String id,
        long sequence,
        long extentSectors,
        Map<String, ListedVolume> physicalVolumes,
        Map<String, ConfigNode> logicalVolumes) {
    /** Most sectors that are counted with: so that bytes stay below 2^62. */
    static final long MAX_SECTORS = 1L << 53;

    private static final long MAX_EXTENT_SECTORS = 1L << 32;

    static GroupMetadata parse(String text) throws MalformedStructureException {
        ConfigNode root = ConfigParser.parse(text);
        if (root.sections().size() != 1) {
            throw root.malformed(
                    "text",
                    "has %d sections, expected one for a group".formatted(root.sections().size()));
        }
        Map.Entry<String, ConfigNode> only = root.sections().entrySet().iterator().next();
        ConfigNode group = only.getValue();
        Map<String, ListedVolume> physicalVolumes = new LinkedHashMap<>();
        for (Map.Entry<String, ConfigNode> volume :
                group.requireSection("physical_volumes").sections().entrySet()) {
            physicalVolumes.put(volume.getKey(), ListedVolume.of(volume.getValue()));
        }
        return new GroupMetadata(
                only.getKey(),
                group.text("id"),
                group.number("seqno", 0, Long.MAX_VALUE),
                group.number("extent_size", 1, MAX_EXTENT_SECTORS),
                physicalVolumes,
                group.section("logical_volumes").map(ConfigNode::sections).orElse(Map.of()));
    }

    /** Returns how many extents there may be. */
    long maxExtents() {
        return MAX_SECTORS / extentSectors;
    }
}
