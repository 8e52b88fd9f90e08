package dev.yagura.storage.disk;

import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.BorrowedDevice;
import dev.yagura.storage.block.CachedDevice;
import dev.yagura.storage.block.luks.LuksHeader;
import dev.yagura.storage.block.lvm.PhysicalVolume;
import dev.yagura.storage.block.md.MdArray;
import dev.yagura.storage.block.partition.Partition;
import dev.yagura.storage.block.partition.PartitionTable;
import dev.yagura.storage.block.qcow2.Qcow2Image;
import dev.yagura.storage.disk.DiskSource.Content;
import dev.yagura.storage.filesystem.DamageList;
import dev.yagura.storage.filesystem.Filesystem;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks at one device after the other, and at what it finds on it, until nothing new is found. */
final class Discovery {
    private static final int CACHE_BLOCK_BYTES = 64 << 10;

    /** Of each filesystem; the sum is bounded by how many filesystems are opened. */
    private static final int CACHE_BYTES = 8 << 20;

    /** Types of an MBR, see {@code PartitionTypes}. */
    private static final Set<String> EXTENDED = Set.of("05", "0f", "85");

    private final LayerList found = new LayerList();
    private final Deque<Device> waiting = new ArrayDeque<>();
    private final Joining joining = new Joining(found);
    private final Unlocking unlocking;

    /** What was opened and is to be closed, in this order; each leaves open what it lies on. */
    private final List<BlockDevice> opened = new ArrayList<>();

    Discovery(KeyRing keys) {
        this.unlocking = new Unlocking(keys);
    }

    /** Returns what is to be closed before the disks, in this order. */
    List<BlockDevice> opened() {
        return opened.reversed();
    }

    /** Looks at all disks. */
    LayerList run(List<DiskSource> disks) {
        for (DiskSource disk : disks) {
            open(disk);
        }
        while ((!waiting.isEmpty() || joining.isWaiting()) && !found.isFull()) {
            if (waiting.isEmpty()) {
                waiting.addAll(joining.join());
            } else {
                look(waiting.pop());
            }
        }
        return found;
    }

    private void open(DiskSource disk) {
        BlockDevice bytes = disk.device();
        String format = "raw";
        try {
            if (disk.content() == Content.IMAGE && Qcow2Image.isPresent(bytes)) {
                format = "qcow2";
                Qcow2Image image = Qcow2Image.open(new BorrowedDevice(bytes), disk.siblings());
                opened.add(image);
                image.notes().forEach(note -> found.remark(disk.name() + ": " + note));
                if (image.encryption().isPresent()) {
                    String why = "the image itself is encrypted, which is not read";
                    found.add(disk(disk, format, bytes.sizeBytes(), LayerState.REFUSED, why));
                    return;
                }
                bytes = image;
            }
        } catch (IOException e) {
            LayerState state = LayerList.stateAfter(e);
            found.add(disk(disk, format, bytes.sizeBytes(), state, LayerList.words(e)));
            return;
        }
        Layer layer = found.add(disk(disk, format, bytes.sizeBytes(), LayerState.OPEN, ""));
        waiting.add(new Device(bytes, layer, 1, disk.content()));
    }

    private static Layer disk(
            DiskSource disk, String format, long size, LayerState state, String why) {
        return new Layer(
                disk.name(), LayerKind.DISK, format, 0, size, "", "", List.of(), state, why);
    }

    private void look(Device device) {
        if (device.depth() > DiskLimits.MAX_DEPTH) {
            String why = "there are more than %d layers".formatted(DiskLimits.MAX_DEPTH);
            found.add(device.unread("", LayerState.REFUSED, why));
            return;
        }
        try {
            if (device.content() == Content.HOST_ENCRYPTED) {
                hostEncrypted(device);
            } else {
                guests(device);
            }
        } catch (IOException e) {
            found.add(device.unread("", LayerList.stateAfter(e), LayerList.words(e)));
        }
    }

    private void hostEncrypted(Device device) throws IOException {
        if (LuksHeader.isPresent(device.bytes())) {
            unlock(device);
        } else {
            String why = "the host encrypts it, but not as a LUKS volume";
            found.add(device.unread("", LayerState.REFUSED, why));
        }
    }

    /** In this order, as an array's member may start with what is at the start of the array. */
    private void guests(Device device) throws IOException {
        boolean isArray = !device.isNo(Membership.ARRAY) && MdArray.isPresent(device.bytes());
        Optional<PartitionTable> table =
                LuksHeader.isPresent(device.bytes())
                        ? Optional.empty()
                        : PartitionTable.read(device.bytes());
        if (isArray && !(table.isPresent() && hasMembers(table.get()))) {
            joining.add(Membership.ARRAY, device);
        } else if (table.isPresent()) {
            partitions(device, table.get());
        } else if (LuksHeader.isPresent(device.bytes())) {
            unlock(device);
        } else if (!device.isNo(Membership.VOLUME_GROUP)
                && PhysicalVolume.isPresent(device.bytes())) {
            joining.add(Membership.VOLUME_GROUP, device);
        } else {
            filesystem(device);
        }
    }

    /** A superblock at the end of the last partition looks as if it was the disk's. */
    private static boolean hasMembers(PartitionTable table) throws IOException {
        for (Partition partition : table.partitions()) {
            if (MdArray.isPresent(table.device(partition))) {
                return true;
            }
        }
        return false;
    }

    private void unlock(Device device) {
        LayerKind kind =
                device.content() == Content.GUEST
                        ? LayerKind.GUEST_ENCRYPTION
                        : LayerKind.HOST_ENCRYPTION;
        Unlocking.Outcome outcome =
                unlocking.open(new BorrowedDevice(device.bytes()), device.layer(), kind);
        Layer layer = found.add(outcome.layer());
        outcome.volume()
                .ifPresent(volume -> {
                    opened.add(volume);
                    waiting.push(new Device(volume, layer, device.depth() + 1, Content.GUEST));
                });
    }

    private void partitions(Device device, PartitionTable table) throws IOException {
        table.notes().forEach(note -> found.remark(device.layer().name() + ": " + note));
        List<Device> devices = new ArrayList<>();
        for (Partition partition : table.partitions()) {
            Layer layer =
                    found.add(
                            new Layer(
                                    device.layer().name() + "p" + partition.number(),
                                    LayerKind.PARTITION,
                                    partition.type(),
                                    partition.offset(),
                                    partition.sizeBytes(),
                                    partition.uuid(),
                                    partition.name(),
                                    List.of(device.layer()),
                                    LayerState.OPEN,
                                    ""));
            if (!isContainer(partition)) {
                devices.add(
                        new Device(
                                table.device(partition), layer, device.depth() + 1, Content.GUEST));
            }
        }
        devices.reversed().forEach(waiting::push);
    }

    /** An extended partition holds the logical ones, which have numbers of their own. */
    private static boolean isContainer(Partition partition) {
        return EXTENDED.contains(partition.typeCode());
    }

    private void filesystem(Device device) throws IOException {
        BlockDevice cached =
                new CachedDevice(
                        new BorrowedDevice(device.bytes()), CACHE_BLOCK_BYTES, CACHE_BYTES);
        DamageList damage = new DamageList();
        Optional<Filesystem> filesystem = Filesystems.openReadable(cached, damage);
        if (filesystem.isPresent()) {
            found.add(
                    new FoundFilesystem(
                            layerOf(filesystem.get(), device), filesystem.get(), damage));
        } else {
            found.add(unread(device, Signature.of(cached)));
        }
    }

    private static Layer unread(Device device, Optional<Signature> signature) {
        if (signature.isEmpty() && device.misfit().isPresent()) {
            Device.Misfit misfit = device.misfit().get();
            return device.unread(
                    misfit.of().format(),
                    LayerList.stateAfter(misfit.why()),
                    LayerList.words(misfit.why()));
        }
        if (signature.isEmpty()) {
            return device.unread("", LayerState.UNKNOWN, "nothing known was found on it");
        }
        String format = signature.get().format();
        return signature.get().holdsFiles()
                ? device.unread(format, LayerState.REFUSED, format + " is not read")
                : device.unread(format, LayerState.NO_FILES, format + " holds no files");
    }

    private static Layer layerOf(Filesystem filesystem, Device device) {
        return new Layer(
                device.layer().name(),
                LayerKind.FILESYSTEM,
                filesystem.type(),
                0,
                device.bytes().sizeBytes(),
                Filesystems.uuid(filesystem),
                filesystem.label(),
                List.of(device.layer()),
                LayerState.OPEN,
                "");
    }
}
