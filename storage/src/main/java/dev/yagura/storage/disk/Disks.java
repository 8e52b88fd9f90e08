package dev.yagura.storage.disk;

import dev.yagura.storage.block.BlockDevice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A guest's disks at one look: all layers that were found on them, and the filesystems that could
 * be opened.
 *
 * <p>Damage or a missing key does not keep the rest from being found: it is the state of the layer
 * it was met in. Of disks that are written meanwhile, structures are remembered from different
 * moments; open anew for a new look. Safe for concurrent reads; {@link #close()} is not safe
 * against them.
 */
public final class Disks implements AutoCloseable {
    /** In the order in which they are to be closed. */
    private final List<BlockDevice> devices;

    private final LayerList found;

    private Disks(List<BlockDevice> devices, LayerList found) {
        this.devices = List.copyOf(devices);
        this.found = found;
    }

    /**
     * Looks for what is on disks.
     *
     * @param sources the disks in the guest's order, at most {@link DiskLimits#MAX_DISKS}, with
     *     distinct names; closed with the result
     * @param keys what encrypted volumes are opened with; stays the caller's, who may close it when
     *     this returns
     */
    public static Disks open(List<DiskSource> sources, KeyRing keys) {
        if (sources.size() > DiskLimits.MAX_DISKS) {
            throw new IllegalArgumentException(
                    "%d disks, expected at most %d"
                            .formatted(sources.size(), DiskLimits.MAX_DISKS));
        }
        Discovery discovery = new Discovery(keys);
        LayerList found = discovery.run(sources);
        List<BlockDevice> devices = new ArrayList<>(discovery.opened());
        sources.forEach(source -> devices.add(source.device()));
        return new Disks(devices, found);
    }

    /** Returns all layers, each after those it lies on. */
    public List<Layer> layers() {
        return found.layers();
    }

    /** Returns the filesystems that were opened, in the order of their layers. */
    public List<FoundFilesystem> filesystems() {
        return found.filesystems();
    }

    /** Returns what kept layers from being looked for, for people; usually nothing. */
    public List<String> notes() {
        return found.notes();
    }

    /** Returns what a reader should know of images and partition tables, for people. */
    public List<String> remarks() {
        return found.remarks();
    }

    /** Closes the disks; nothing that was read from them can be used after. */
    @Override
    public void close() throws IOException {
        List<IOException> failures = new ArrayList<>();
        for (BlockDevice device : devices) {
            try {
                device.close();
            } catch (IOException e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            IOException first = failures.getFirst();
            failures.subList(1, failures.size()).forEach(first::addSuppressed);
            throw first;
        }
    }
}
