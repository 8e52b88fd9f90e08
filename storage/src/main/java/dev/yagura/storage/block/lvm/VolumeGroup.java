package dev.yagura.storage.block.lvm;

import dev.yagura.storage.block.Assembly;
import dev.yagura.storage.block.BlockDevice;
import java.util.List;

/**
 * A group of physical volumes and the logical volumes on them, after the newest metadata that any
 * of the physical volumes has.
 */
public final class VolumeGroup {
    private final GroupMetadata metadata;
    private final List<Integer> members;
    private final List<LogicalVolume> volumes;
    private final List<String> notes;

    VolumeGroup(
            GroupMetadata metadata,
            List<Integer> members,
            List<LogicalVolume> volumes,
            List<String> notes) {
        this.metadata = metadata;
        this.members = List.copyOf(members);
        this.volumes = List.copyOf(volumes);
        this.notes = List.copyOf(notes);
    }

    /**
     * Puts groups together.
     *
     * <p>A device that fails, whose label is damaged or that is the same physical volume as one
     * before it is a failure of its own. So is one in no group if its metadata is damaged, or is to
     * be on others that are not here. Damaged metadata of a device in a group is a note.
     *
     * @param devices with a physical volume each, of any groups, in any order; they stay open for
     *     as long as a volume is used
     * @return the groups that at least one device has sound metadata of
     */
    public static Assembly<VolumeGroup> assemble(List<? extends BlockDevice> devices) {
        MemberScan scan = new MemberScan();
        for (int i = 0; i < devices.size(); i++) {
            scan.add(i, devices.get(i));
        }
        return scan.groups();
    }

    /** Returns the name; hostile. */
    public String name() {
        return metadata.name();
    }

    /** Returns the identity, 32 characters in groups with dashes. */
    public String id() {
        return metadata.id();
    }

    /** Returns which of the devices that were given belong to it, by index. */
    public List<Integer> members() {
        return members;
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
