package dev.yagura.kernel.linux.fs;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * A file of which the kernel has pages, or that is nowhere else.
 *
 * @param gva address of its {@code struct inode}
 * @param cacheGva address of the {@code struct address_space} that has its pages
 * @param superBlockGva address of its filesystem's {@code super_block}
 * @param filesystem type of the filesystem: {@code "ext4"}, {@code "tmpfs"}
 * @param device what the filesystem is on
 * @param mounted whether the paths begin at a root that processes see; else they begin at the
 *     filesystem's own, as of what only the kernel mounts
 * @param paths its names; none where the kernel has the inode but no name of it in memory
 * @param deleted whether it has no name in its filesystem any more
 * @param mode {@code i_mode}: type and permissions
 * @param number inode number
 * @param node what a device file stands for; {@code 0:0} for others
 * @param uid owner
 * @param size in bytes
 * @param pages how many pages are in memory, 4 KiB each
 */
public record CachedFile(
        long gva,
        long cacheGva,
        long superBlockGva,
        String filesystem,
        DeviceNumber device,
        boolean mounted,
        List<String> paths,
        boolean deleted,
        int mode,
        long number,
        DeviceNumber node,
        long uid,
        long size,
        long pages) {
    /** Copies the paths. */
    public CachedFile {
        requireNonNull(filesystem, "filesystem");
        requireNonNull(device, "device");
        requireNonNull(node, "node");
        paths = List.copyOf(paths);
    }

    /** Returns what it is. */
    public FileType type() {
        return FileType.of(mode, filesystem);
    }

    /** Returns the first of its names. */
    public Optional<String> path() {
        return paths.stream().findFirst();
    }

    /** Returns whether its filesystem is memory: a page that is not there is all zeros. */
    public boolean isInMemoryOnly() {
        return CachedFiles.isMemory(filesystem);
    }
}
