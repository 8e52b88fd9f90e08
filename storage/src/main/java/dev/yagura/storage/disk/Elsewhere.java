package dev.yagura.storage.disk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a line of fstab mounts that is no filesystem on a device of the guest.
 *
 * @param told what it is, for people; empty if it can have no file that is on a disk
 * @param isGap whether it hides files that are on the guest's disks
 */
record Elsewhere(Optional<String> told, boolean isGap) {
    /** Filesystems that are in memory, or that the kernel makes up. */
    private static final Set<String> NOT_ON_DISK =
            Set.of(
                    "swap",
                    "ignore",
                    "tmpfs",
                    "ramfs",
                    "devtmpfs",
                    "devpts",
                    "proc",
                    "sysfs",
                    "cgroup",
                    "cgroup2",
                    "mqueue",
                    "hugetlbfs",
                    "debugfs",
                    "tracefs",
                    "securityfs",
                    "configfs",
                    "fusectl",
                    "binfmt_misc",
                    "efivarfs",
                    "pstore",
                    "bpf",
                    "nfsd",
                    "rpc_pipefs",
                    "usbfs");

    /** Filesystems whose files are on another machine, or with the host. */
    private static final Set<String> SHARES =
            Set.of(
                    "nfs",
                    "nfs4",
                    "cifs",
                    "smb3",
                    "smbfs",
                    "ceph",
                    "glusterfs",
                    "9p",
                    "virtiofs",
                    "afs",
                    "sshfs",
                    "davfs",
                    "lustre");

    /** Filesystems that show what lies encrypted in other files. */
    private static final Set<String> ENCRYPTING = Set.of("ecryptfs", "encfs", "gocryptfs", "cryfs");

    private static final Set<String> LAYERED = Set.of("overlay", "overlayfs", "aufs");
    private static final List<String> OVERLAY_PARTS = List.of("lowerdir", "upperdir");
    private static final String FUSE = "fuse";

    /** Tells whether there is a file of a path in the tree. */
    @FunctionalInterface
    interface Files {
        boolean has(String path) throws IOException;
    }

    /**
     * Returns what a line mounts, or empty if it is something on a device.
     *
     * @throws IOException if the tree cannot be read
     */
    static Optional<Elsewhere> of(FstabEntry entry, Files files) throws IOException {
        String type = type(entry);
        if (NOT_ON_DISK.contains(type)) {
            return Optional.of(new Elsewhere(Optional.empty(), false));
        }
        if (ENCRYPTING.contains(type)) {
            return gap("its files are encrypted one by one in %s".formatted(entry.source()));
        }
        if (SHARES.contains(type) || entry.type().startsWith(FUSE)) {
            return known("its files are not on a disk of this guest: " + entry.type());
        }
        if (entry.isBind()) {
            return known("its files are those at " + entry.source());
        }
        if (LAYERED.contains(type)) {
            return overlay(entry, files);
        }
        boolean isFile = entry.source().startsWith("/") && !entry.source().startsWith("/dev/");
        return isFile && files.has(entry.source())
                ? gap("it is in the file %s, which is not opened".formatted(entry.source()))
                : Optional.empty();
    }

    /** Returns the type without what says that it is by FUSE, as {@code fuse.sshfs}. */
    private static String type(FstabEntry entry) {
        return entry.type().startsWith(FUSE + ".")
                ? entry.type().substring(FUSE.length() + 1)
                : entry.type();
    }

    private static Optional<Elsewhere> overlay(FstabEntry entry, Files files) throws IOException {
        List<String> parts = new ArrayList<>();
        for (String option : OVERLAY_PARTS) {
            entry.option(option).map(value -> List.of(value.split(":"))).ifPresent(parts::addAll);
        }
        for (String part : parts) {
            if (!files.has(part)) {
                return Optional.of(
                        new Elsewhere(
                                Optional.of(
                                        "it shows directories over each other, and %s is not in the tree"
                                                .formatted(part)),
                                !entry.mayBeAbsent()));
            }
        }
        return known(
                "it shows directories over each other, whose files are in the tree: "
                        + String.join(", ", parts));
    }

    private static Optional<Elsewhere> known(String what) {
        return Optional.of(new Elsewhere(Optional.of(what), false));
    }

    private static Optional<Elsewhere> gap(String what) {
        return Optional.of(new Elsewhere(Optional.of(what), true));
    }
}
