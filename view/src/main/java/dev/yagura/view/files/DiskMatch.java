package dev.yagura.view.files;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.fs.MountPoint;
import dev.yagura.storage.disk.FoundFilesystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Tells which filesystem in memory is which on the disks; see {@link GuestTree} for the rule. */
final class DiskMatch {
    private static final UUID NONE = new UUID(0, 0);

    private final Linux linux;
    private final List<FoundFilesystem> disks;
    private final Map<Long, FoundFilesystem> claimed = new HashMap<>();

    DiskMatch(Linux linux, List<FoundFilesystem> disks) {
        this.linux = linux;
        this.disks = List.copyOf(disks);
    }

    /**
     * Matches all mounts: first those with a uuid.
     *
     * @throws IOException if guest memory cannot be read
     */
    void claim(List<MountPoint> points) throws IOException {
        List<MountPoint> without = new ArrayList<>();
        for (MountPoint point : points) {
            SuperBlockView block = linux.views().at(SuperBlockView.class, point.superBlockGva());
            UUID uuid = block.uuid().map(DiskMatch::uuid).orElse(NONE);
            if (uuid.equals(NONE)) {
                without.add(point);
            } else {
                disks.stream()
                        .filter(disk -> disk.filesystem().uuid().equals(uuid))
                        .findFirst()
                        .ifPresent(disk -> claimed.put(point.superBlockGva(), disk));
            }
        }
        for (MountPoint point : without) {
            List<FoundFilesystem> left =
                    unused().stream()
                            .filter(disk -> disk.filesystem().type().equals(point.filesystem()))
                            .toList();
            if (left.size() == 1) {
                claimed.putIfAbsent(point.superBlockGva(), left.getFirst());
            }
        }
    }

    /** Returns where on the disks a mounted filesystem is. */
    Optional<FoundFilesystem> of(MountPoint point) {
        return Optional.ofNullable(claimed.get(point.superBlockGva()));
    }

    /** Returns the filesystems on disks that no mount is of. */
    List<FoundFilesystem> unused() {
        return disks.stream().filter(disk -> !claimed.containsValue(disk)).toList();
    }

    private static UUID uuid(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return bytes.length == 2 * Long.BYTES ? new UUID(buffer.getLong(), buffer.getLong()) : NONE;
    }
}
