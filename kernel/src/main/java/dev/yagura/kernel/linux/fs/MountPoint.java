package dev.yagura.kernel.linux.fs;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A filesystem as it is mounted.
 *
 * @param gva address of its {@code struct mount}
 * @param namespace who sees it
 * @param id its number, as in {@code /proc/PID/mountinfo}
 * @param parentId number of the mount that it is on; its own for the topmost
 * @param device what the filesystem is on
 * @param root which part of the filesystem is mounted: a path in it
 * @param path where, seen from the topmost mount of the name space
 * @param options of this mount: {@code "rw,relatime"}
 * @param propagation how mounts below it spread: {@code "shared:1"}, {@code "master:2"}
 * @param filesystem its type: {@code "ext4"}, {@code "fuse.sshfs"}
 * @param source what was mounted, as the one who did so said
 * @param superOptions of the filesystem, as far as all filesystems have them: {@code "rw,sync"}
 * @param reachable whether it is at or below the root of the name space's first process; {@code
 *     /proc/PID/mountinfo} leaves out what is not, such as what the kernel booted from
 * @param superBlockGva address of its {@code super_block}
 */
public record MountPoint(
        long gva,
        MountNamespace namespace,
        int id,
        int parentId,
        DeviceNumber device,
        String root,
        String path,
        String options,
        List<String> propagation,
        String filesystem,
        String source,
        String superOptions,
        boolean reachable,
        long superBlockGva) {
    /** Requires the objects. */
    public MountPoint {
        requireNonNull(namespace, "namespace");
        requireNonNull(device, "device");
        requireNonNull(root, "root");
        requireNonNull(path, "path");
        requireNonNull(options, "options");
        propagation = List.copyOf(propagation);
        requireNonNull(filesystem, "filesystem");
        requireNonNull(source, "source");
        requireNonNull(superOptions, "superOptions");
    }
}
