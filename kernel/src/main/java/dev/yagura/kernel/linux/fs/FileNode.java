package dev.yagura.kernel.linux.fs;

import static java.util.Objects.requireNonNull;

/**
 * A file as its filesystem knows it.
 *
 * @param gva address of its {@code struct inode}
 * @param type what it is
 * @param mode {@code i_mode}: type and permissions
 * @param number inode number
 * @param device what its filesystem is on
 * @param node what a device file stands for; {@code 0:0} for others
 * @param size in bytes
 * @param links names that it has
 * @param uid owner
 * @param gid owner's group
 * @param filesystem name of the type of its filesystem
 */
public record FileNode(
        long gva,
        FileType type,
        int mode,
        long number,
        DeviceNumber device,
        DeviceNumber node,
        long size,
        long links,
        long uid,
        long gid,
        String filesystem) {
    /** Requires the objects. */
    public FileNode {
        requireNonNull(type, "type");
        requireNonNull(device, "device");
        requireNonNull(node, "node");
        requireNonNull(filesystem, "filesystem");
    }
}
