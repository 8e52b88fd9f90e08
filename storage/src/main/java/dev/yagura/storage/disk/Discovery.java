package dev.yagura.storage.disk;

import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.BorrowedDevice;
import dev.yagura.storage.block.CachedDevice;
import dev.yagura.storage.filesystem.DamageList;
import dev.yagura.storage.filesystem.Filesystem;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Looks at one device after the other, and at what it finds on it, until nothing new is found. */
final class Discovery {
    private static final int CACHE_BLOCK_BYTES = 64 << 10;

    /** Of each filesystem; the sum is bounded by how many filesystems are opened. */
    private static final int CACHE_BYTES = 8 << 20;

    private final LayerList found = new LayerList();
    private final Deque<Device> waiting = new ArrayDeque<>();

    /**
     * A device that is to be looked at.
     *
     * @param bytes its content
     * @param layer what it is
     * @param depth how many layers it lies on
     */
    private record Device(BlockDevice bytes, Layer layer, int depth) {}

    /** Looks at all disks. */
    LayerList run(List<DiskSource> disks) {
        for (DiskSource disk : disks) {
            open(disk);
        }
        while (!waiting.isEmpty()) {
            Device next = waiting.pop();
            if (found.isFull()) {
                break;
            }
            look(next);
        }
        return found;
    }

    private void open(DiskSource disk) {
        Layer layer =
                found.add(
                        new Layer(
                                disk.name(),
                                LayerKind.DISK,
                                "raw",
                                disk.device().sizeBytes(),
                                "",
                                "",
                                List.of(),
                                LayerState.OPEN,
                                ""));
        waiting.add(new Device(disk.device(), layer, 1));
    }

    private void look(Device device) {
        BlockDevice cached =
                new CachedDevice(
                        new BorrowedDevice(device.bytes()), CACHE_BLOCK_BYTES, CACHE_BYTES);
        DamageList damage = new DamageList();
        try {
            Optional<Filesystem> filesystem = Filesystems.openReadable(cached, damage);
            if (filesystem.isPresent()) {
                found.add(
                        new FoundFilesystem(
                                layerOf(filesystem.get(), device), filesystem.get(), damage));
            } else {
                found.add(unread(device, Signature.of(cached)));
            }
        } catch (IOException e) {
            found.add(onto(device, "", LayerList.stateAfter(e), LayerList.words(e)));
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
                device.bytes().sizeBytes(),
                "",
                "",
                List.of(device.layer()),
                state,
                why);
    }
}
