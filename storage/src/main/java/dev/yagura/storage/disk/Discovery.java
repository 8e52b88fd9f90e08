package dev.yagura.storage.disk;

import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.BorrowedDevice;
import dev.yagura.storage.block.CachedDevice;
import dev.yagura.storage.block.luks.LuksHeader;
import dev.yagura.storage.block.lvm.PhysicalVolume;
import dev.yagura.storage.block.md.MdArray;
import dev.yagura.storage.block.partition.Partition;
import dev.yagura.storage.block.partition.PartitionTable;
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
    private final DiskOpening images;

    /** Volumes that were opened; each leaves open what it lies on. */
    private final List<BlockDevice> opened = new ArrayList<>();

    Discovery(KeyRing keys) {
        this.unlocking = new Unlocking(keys);
        this.images = new DiskOpening(found, unlocking);
    }

    /** Returns what is to be closed before the disks, in this order. */
    List<BlockDevice> opened() {
        List<BlockDevice> all = new ArrayList<>(opened.reversed());
        all.addAll(images.opened());
        return all;
    }

    /** Looks at all disks. */
    LayerList run(List<DiskSource> disks) {
        for (DiskSource disk : disks) {
            images.open(disk).ifPresent(waiting::add);
        }
        while ((!waiting.isEmpty() || joining.isWaiting()) && !found.isFull()) {
            if (waiting.isEmpty()) {
                waiting.addAll(joining.join());
            } else {
                look(waiting.pop());
            }
        }
        unlocking
                .unusedHeaders()
                .forEach(name ->
                        found.note(
                                "a detached header was given for \"%s\", which is not there"
                                        .formatted(name)));
        return found;
    }

    private void look(Device device) {
        if (device.depth() > DiskLimits.MAX_DEPTH) {
            String why = "there are more than %d layers".formatted(DiskLimits.MAX_DEPTH);
            found.add(device.unread("", LayerState.REFUSED, why));
            return;
        }
        try {
            Optional<BlockDevice> header = unlocking.detachedHeader(device.layer());
            if (header.isPresent()) {
                unlock(device, header.get());
            } else if (device.content() == Content.HOST_ENCRYPTED) {
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
        BlockDevice bytes = new BorrowedDevice(device.bytes());
        unlocked(device, unlocking.open(bytes, device.layer(), encryption(device)));
    }

    private void unlock(Device device, BlockDevice header) {
        BlockDevice data = new BorrowedDevice(device.bytes());
        unlocked(device, unlocking.open(header, data, device.layer(), encryption(device)));
    }

    private static LayerKind encryption(Device device) {
        return device.content() == Content.GUEST
                ? LayerKind.GUEST_ENCRYPTION
                : LayerKind.HOST_ENCRYPTION;
    }

    private void unlocked(Device device, Unlocking.Outcome outcome) {
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
            unread(device, cached);
        }
    }

    private void unread(Device device, BlockDevice bytes) throws IOException {
        Optional<Signature> signature = Signature.of(bytes);
        if (signature.isPresent()) {
            found.add(unread(device, signature.get()));
        } else if (device.misfit().isPresent()) {
            Device.Misfit misfit = device.misfit().get();
            found.add(
                    device.unread(
                            misfit.of().format(),
                            LayerList.stateAfter(misfit.why()),
                            LayerList.words(misfit.why())));
        } else if (LuksHeader.isBackupPresent(bytes)) {
            unlock(device); // somebody has overwritten the first header
        } else {
            found.add(device.unread("", LayerState.UNKNOWN, "nothing known was found on it"));
        }
    }

    private static Layer unread(Device device, Signature signature) {
        String format = signature.format();
        return signature.holdsFiles()
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
