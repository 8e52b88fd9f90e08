package dev.yagura.storage.block.lvm;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.storage.block.Assembly;
import dev.yagura.storage.block.Assembly.Failure;
import dev.yagura.storage.block.BlockDevice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads labels and metadata of devices, one by one, and makes groups of them. */
final class MemberScan {
    private final Map<String, Member> byLabel = new LinkedHashMap<>();
    private final Map<String, GroupMetadata> newest = new LinkedHashMap<>();
    private final List<Failure> failures = new ArrayList<>();

    /** Reads a device. */
    void add(int index, BlockDevice device) {
        try {
            PhysicalVolume label = PhysicalVolume.read(device);
            Member member = new Member(index, device, label, new ArrayList<>());
            Member first = byLabel.putIfAbsent(label.id(), member);
            if (first != null) {
                throw malformed(
                        "pv_uuid",
                        Reason.OUT_OF_RANGE,
                        "is that of another device too, and the first is used");
            }
            for (PhysicalVolume.MetadataArea area : label.metadataAreas()) {
                read(member, area);
            }
        } catch (IOException e) {
            failures.add(new Failure(index, e));
        }
    }

    private void read(Member member, PhysicalVolume.MetadataArea area) throws IOException {
        try {
            Optional<String> text = MetadataText.read(member.device(), area);
            if (text.isPresent()) {
                GroupMetadata group = GroupMetadata.parse(text.get());
                newest.merge(group.id(), group, MemberScan::newer);
            }
        } catch (MalformedStructureException e) {
            member.damage().add(e);
        }
    }

    private static GroupMetadata newer(GroupMetadata one, GroupMetadata other) {
        return other.sequence() > one.sequence() ? other : one;
    }

    /** Returns the groups of the devices that were added. */
    Assembly<VolumeGroup> groups() {
        List<VolumeGroup> groups = new ArrayList<>();
        Set<Integer> taken = new TreeSet<>();
        for (GroupMetadata metadata : newest.values()) {
            VolumeGroup group = group(metadata);
            groups.add(group);
            taken.addAll(group.members());
        }
        for (Member member : byLabel.values()) {
            if (!taken.contains(member.index())) {
                withoutGroup(member)
                        .ifPresent(why -> failures.add(new Failure(member.index(), why)));
            }
        }
        failures.sort(Comparator.comparingInt(Failure::member));
        return new Assembly<>(groups, failures);
    }

    private VolumeGroup group(GroupMetadata metadata) {
        Set<Integer> present = new TreeSet<>();
        List<String> notes = new ArrayList<>();
        for (ListedVolume listed : metadata.physicalVolumes().values()) {
            Member member = byLabel.get(listed.labelId());
            if (member == null) {
                notes.add("physical volume missing: " + listed);
            } else {
                present.add(member.index());
                for (MalformedStructureException damage : member.damage()) {
                    notes.add(
                            "metadata on physical volume %s is damaged and left out: %s"
                                    .formatted(listed.id(), damage.getMessage()));
                }
            }
        }
        return new VolumeGroup(
                metadata,
                List.copyOf(present),
                new VolumeBuilder(metadata, byLabel).volumes(),
                notes);
    }

    /** Returns why a device may hold what is not read, though it is in no group. */
    private static Optional<MalformedStructureException> withoutGroup(Member member) {
        if (!member.damage().isEmpty()) {
            return Optional.of(member.damage().getFirst());
        }
        return member.label().metadataAreas().isEmpty()
                ? Optional.of(
                        malformed(
                                "disk_areas",
                                Reason.UNSUPPORTED,
                                "name no metadata, and no other device has that of its group"))
                : Optional.empty();
    }

    private static MalformedStructureException malformed(
            String field, Reason reason, String detail) {
        return new MalformedStructureException(
                reason, PhysicalVolume.NAME, field, PhysicalVolume.HEADER_BYTES, detail);
    }
}
