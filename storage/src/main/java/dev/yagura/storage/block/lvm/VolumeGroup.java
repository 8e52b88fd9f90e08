package dev.yagura.storage.block.lvm;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.storage.block.BlockDevice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A group of physical volumes and the logical volumes on them, after the newest metadata that any
 * of the physical volumes has.
 */
public final class VolumeGroup {
    private final GroupMetadata metadata;
    private final List<LogicalVolume> volumes;
    private final List<String> notes;

    private VolumeGroup(GroupMetadata metadata, List<LogicalVolume> volumes, List<String> notes) {
        this.metadata = metadata;
        this.volumes = List.copyOf(volumes);
        this.notes = List.copyOf(notes);
    }

    /**
     * Puts groups together.
     *
     * @param members devices with a physical volume each, of any groups, in any order; they stay
     *     open for as long as a volume is used
     * @return the groups that at least one member has sound metadata of
     * @throws MalformedStructureException if a label is damaged, or no member has sound metadata
     * @throws IOException if a device fails
     */
    public static List<VolumeGroup> assemble(List<? extends BlockDevice> members)
            throws IOException {
        Map<String, BlockDevice> byId = new LinkedHashMap<>();
        Map<String, GroupMetadata> newest = new LinkedHashMap<>();
        List<String> notes = new ArrayList<>();
        Optional<MalformedStructureException> damage = Optional.empty();
        for (BlockDevice member : members) {
            PhysicalVolume volume = PhysicalVolume.read(member);
            if (byId.putIfAbsent(volume.id(), member) != null) {
                notes.add(
                        "two devices are physical volume %s; the first is used"
                                .formatted(volume.id()));
                continue;
            }
            for (PhysicalVolume.MetadataArea area : volume.metadataAreas()) {
                try {
                    Optional<String> text = MetadataText.read(member, area);
                    if (text.isPresent()) {
                        GroupMetadata group = GroupMetadata.parse(text.get());
                        newest.merge(group.id(), group, VolumeGroup::newer);
                    }
                } catch (MalformedStructureException e) {
                    damage = Optional.of(e);
                    notes.add(
                            "metadata on physical volume %s is damaged and left out: %s"
                                    .formatted(volume.id(), e.getMessage()));
                }
            }
        }
        if (newest.isEmpty() && damage.isPresent()) {
            throw damage.get();
        }
        List<VolumeGroup> groups = new ArrayList<>();
        for (GroupMetadata metadata : newest.values()) {
            VolumeBuilder builder = new VolumeBuilder(metadata, byId);
            List<String> ofGroup = new ArrayList<>(notes);
            builder.missing().forEach(id -> ofGroup.add("physical volume missing: " + id));
            groups.add(new VolumeGroup(metadata, builder.volumes(), ofGroup));
        }
        return groups;
    }

    private static GroupMetadata newer(GroupMetadata one, GroupMetadata other) {
        return other.sequence() > one.sequence() ? other : one;
    }

    /** Returns the name; hostile. */
    public String name() {
        return metadata.name();
    }

    /** Returns the identity, 32 characters in groups with dashes. */
    public String id() {
        return metadata.id();
    }

    /** Returns the volumes in the order of the metadata. */
    public List<LogicalVolume> volumes() {
        return volumes;
    }

    /** Returns what a reader should know: missing physical volumes, damaged metadata. */
    public List<String> notes() {
        return notes;
    }
}
