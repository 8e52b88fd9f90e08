package dev.yagura.storage.disk;

import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.BorrowedDevice;
import dev.yagura.storage.block.CachedDevice;
import dev.yagura.storage.block.luks.LuksHeader;
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
    private final Unlocking unlocking;

    /** What was opened and is to be closed, in this order; each leaves open what it lies on. */
    private final List<BlockDevice> opened = new ArrayList<>();

    /**
     * A device that is to be looked at.
     *
     * @param bytes its content; lent
     * @param layer what it is
     * @param depth how many layers it lies on
     * @param content what the content is known to be; below a disk it is always the guest's
     */
    private record Device(BlockDevice bytes, Layer layer, int depth, Content content) {}

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
        while (!waiting.isEmpty() && !found.isFull()) {
            look(waiting.pop());
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
            found.add(onto(device, "", LayerState.REFUSED, why));
            return;
        }
        try {
            if (LuksHeader.isPresent(device.bytes())) {
                unlock(device);
            } else if (device.content() == Content.HOST_ENCRYPTED) {
                String why = "the host encrypts it, but not as a LUKS volume";
                found.add(onto(device, "", LayerState.REFUSED, why));
            } else {
                Optional<PartitionTable> table = PartitionTable.read(device.bytes());
                if (table.isPresent()) {
                    partitions(device, table.get());
                } else {
                    filesystem(device);
                }
            }
        } catch (IOException e) {
            found.add(onto(device, "", LayerList.stateAfter(e), LayerList.words(e)));
        }
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
        if (signature.isEmpty()) {
            return onto(device, "", LayerState.UNKNOWN, "nothing known was found on it");
        }
        String format = signature.get().format();
        return signature.get().holdsFiles()
                ? onto(device, format, LayerState.REFUSED, format + " is not read")
                : onto(device, format, LayerState.NO_FILES, format + " holds no files");
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

    private static Layer onto(Device device, String format, LayerState state, String why) {
        return new Layer(
                device.layer().name(),
                LayerKind.FILESYSTEM,
                format,
                0,
                device.bytes().sizeBytes(),
                "",
                "",
                List.of(device.layer()),
                state,
                why);
    }
}
