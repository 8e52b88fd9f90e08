package dev.yagura.view.files;

import java.util.Set;

/** What a filesystem's files are made of. */
enum FilesystemKind {
    /** On a disk. */
    DISK,
    /** Memory, and nothing else. */
    MEMORY,
    /** Made up by the kernel when they are read. */
    KERNEL,
    /** With another machine, or a program. */
    ELSEWHERE,
    /** Other filesystems' files, one above the other. */
    STACKED;

    private static final Set<String> IN_MEMORY =
            Set.of("tmpfs", "devtmpfs", "devpts", "ramfs", "rootfs");
    private static final Set<String> STACKS = Set.of("overlay", "ecryptfs", "aufs", "shiftfs");
    private static final Set<String> FAR =
            Set.of("nfs", "nfs4", "cifs", "smb3", "ceph", "9p", "virtiofs", "afs", "vboxsf");

    /** Filesystems of several disks, which have no block device of their own. */
    private static final Set<String> ON_DISKS = Set.of("btrfs", "bcachefs", "zfs", "ubifs");

    /**
     * Tells kinds apart.
     *
     * @param type of the filesystem, as in {@code /proc/mounts}
     * @param hasDevice whether its {@code super_block} names a block device
     */
    static FilesystemKind of(String type, boolean hasDevice) {
        if (IN_MEMORY.contains(type)) {
            return MEMORY;
        }
        if (STACKS.contains(type)) {
            return STACKED;
        }
        if (FAR.contains(type) || type.startsWith("fuse.") || type.equals("fuse")) {
            return ELSEWHERE;
        }
        return hasDevice || ON_DISKS.contains(type) ? DISK : KERNEL;
    }
}
