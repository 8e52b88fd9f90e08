package dev.yagura.storage.disk;

import dev.yagura.storage.block.Assembly;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.lvm.LogicalVolume;
import dev.yagura.storage.block.lvm.VolumeGroup;
import dev.yagura.storage.block.md.MdArray;
import dev.yagura.storage.disk.DiskSource.Content;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collects devices that are parts of arrays and volume groups, and puts these together once there
 * are no more of them.
 *
 * <p>What lies on a volume may be a part of something again; that is put together with others found
 * in the same round only.
 */
final class Joining {
    private final LayerList found;
    private final Map<Membership, List<Device>> members = new EnumMap<>(Membership.class);
    private final Set<String> names = new HashSet<>();

    Joining(LayerList found) {
        this.found = found;
    }

    /** Opens what was put together. */
    @FunctionalInterface
    private interface Opener {
        BlockDevice open() throws IOException;
    }

    /** Keeps a device for later. */
    void add(Membership of, Device device) {
        members.computeIfAbsent(of, kind -> new ArrayList<>()).add(device);
    }

    /** Returns whether there are devices to put together. */
    boolean isWaiting() {
        return !members.isEmpty();
    }

    /**
     * Puts together the arrays, or if there are none the groups.
     *
     * @return devices to be looked at: what was put together, and what does not fit
     */
    List<Device> join() {
        List<Device> parts = take(Membership.ARRAY);
        return parts.isEmpty() ? groups(take(Membership.VOLUME_GROUP)) : arrays(parts);
    }

    private List<Device> take(Membership of) {
        List<Device> parts = members.remove(of);
        return parts == null ? List.of() : parts;
    }

    private List<Device> arrays(List<Device> parts) {
        Assembly<MdArray> assembly = MdArray.assemble(parts.stream().map(Device::bytes).toList());
        List<Device> devices = new ArrayList<>();
        for (MdArray array : assembly.whole()) {
            String name = unique(name(array), array.uuid().toString());
            array.notes().forEach(note -> found.remark(name + ": " + note));
            List<Device> below = array.members().stream().map(parts::get).toList();
            below.forEach(part -> joined(part, Membership.ARRAY, name));
            Layer layer =
                    layer(name, LayerKind.ARRAY, array.level(), array.uuid().toString(), below);
            open(layer, below, array::device, devices);
        }
        addMisfits(assembly.failures(), parts, Membership.ARRAY, devices);
        return devices;
    }

    private List<Device> groups(List<Device> parts) {
        Assembly<VolumeGroup> assembly =
                VolumeGroup.assemble(parts.stream().map(Device::bytes).toList());
        List<Device> devices = new ArrayList<>();
        for (VolumeGroup group : assembly.whole()) {
            group.notes().forEach(note -> found.remark(group.name() + ": " + note));
            List<Device> ofGroup = group.members().stream().map(parts::get).toList();
            ofGroup.forEach(part -> joined(part, Membership.VOLUME_GROUP, group.name()));
            for (LogicalVolume volume : group.volumes()) {
                if (found.isFull()) {
                    break;
                }
                String name = unique(group.name() + "/" + volume.name(), group.id());
                List<Device> below =
                        volume.members().isEmpty()
                                ? ofGroup
                                : volume.members().stream().map(parts::get).toList();
                Layer layer = layer(name, LayerKind.LOGICAL_VOLUME, "lvm2", "", below);
                open(layer, below, volume::device, devices);
            }
        }
        addMisfits(assembly.failures(), parts, Membership.VOLUME_GROUP, devices);
        return devices;
    }

    private void joined(Device part, Membership of, String name) {
        found.add(part.unread(of.format(), LayerState.NO_FILES, "it is a part of " + name));
    }

    private void open(Layer layer, List<Device> below, Opener opener, List<Device> devices) {
        try {
            BlockDevice bytes = opener.open();
            Layer opened = found.add(layer.opened(bytes.sizeBytes()));
            int depth = below.stream().mapToInt(Device::depth).max().orElse(0) + 1;
            devices.add(new Device(bytes, opened, depth, Content.GUEST));
        } catch (IOException e) {
            found.add(layer.closed(LayerList.stateAfter(e), LayerList.words(e)));
        }
    }

    private void addMisfits(
            List<Assembly.Failure> failures, List<Device> parts, Membership of, List<Device> to) {
        for (Assembly.Failure failure : failures) {
            Device part = parts.get(failure.member());
            found.remark(
                    "%s: %s is left out: %s"
                            .formatted(
                                    part.layer().name(),
                                    of.format(),
                                    LayerList.words(failure.why())));
            to.add(part.withMisfit(of, failure.why()));
        }
    }

    private static Layer layer(
            String name, LayerKind kind, String format, String uuid, List<Device> below) {
        return new Layer(
                name,
                kind,
                format,
                0,
                0,
                uuid,
                "",
                below.stream().map(Device::layer).toList(),
                LayerState.OPEN,
                "");
    }

    /** As mdadm names arrays: the host before the colon is left out. */
    private static String name(MdArray array) {
        String name = array.name().substring(array.name().indexOf(':') + 1);
        if (name.isEmpty()) {
            return "md-" + array.uuid();
        }
        return name.chars().allMatch(c -> c >= '0' && c <= '9') ? "md" + name : "md/" + name;
    }

    /** Names are the guest's to choose, also the same one twice. */
    private String unique(String name, String id) {
        String unique = names.contains(name) ? name + "@" + id : name;
        for (int i = 2; !names.add(unique); i++) {
            unique = name + "@" + id + "-" + i;
        }
        return unique;
    }
}
