package dev.yagura.storage.disk;

import dev.yagura.storage.disk.MountedTree.Mount;
import dev.yagura.storage.disk.MountedTree.Unmounted;
import dev.yagura.storage.file.FileTree;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.PathResolver;
import dev.yagura.storage.file.StoredFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Mounts what a root filesystem's fstab lists, and says of the rest why it is not mounted. */
final class Mounter {
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
    private static final Set<String> ELSEWHERE =
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

    private final Disks disks;
    private final FoundFilesystem root;
    private final DeviceNames names;
    private final MountTable table;
    private final List<Mount> mounts = new ArrayList<>();
    private final List<Unmounted> unmounted = new ArrayList<>();

    /**
     * Prepares to mount.
     *
     * @throws IOException if the root filesystem has no root directory that can be read
     */
    Mounter(Disks disks, FoundFilesystem root) throws IOException {
        this.disks = disks;
        this.root = root;
        this.names = new DeviceNames(disks);
        this.table = new MountTable(root.filesystem().root());
    }

    MountedTree mountAll() {
        mounts.add(new Mount("/", root));
        for (FstabEntry entry : fstab()) {
            if (!entry.isRoot() && entry.mountPoint().startsWith("/")) {
                mount(entry);
            }
        }
        disks.notes().forEach(note -> unmounted.add(new Unmounted("disks", note, true)));
        disks.layers().forEach(this::tellOfLayer);
        disks.filesystems().forEach(this::tellOfUnlisted);
        return new MountedTree(root, table, mounts, unmounted, disks.remarks());
    }

    /** Returns the lines of fstab, each after those that its mount point may lie in. */
    private List<FstabEntry> fstab() {
        try {
            return Fstab.of(root.filesystem()).orElse(List.of()).stream()
                    .sorted(Comparator.comparingInt(FstabEntry::depth))
                    .toList();
        } catch (IOException e) {
            unmounted.add(new Unmounted(Fstab.PATH, LayerList.words(e), true));
            return List.of();
        }
    }

    private void mount(FstabEntry entry) {
        if (NOT_ON_DISK.contains(entry.type())) {
            return;
        }
        if (ELSEWHERE.contains(entry.type()) || entry.type().startsWith("fuse")) {
            tell(entry, "its files are not on a disk of this guest: " + entry.type(), false);
        } else if (entry.isBind()) {
            tell(entry, "its files are those at " + entry.source(), false);
        } else {
            Optional<FoundFilesystem> filesystem = names.find(entry.source());
            if (filesystem.isEmpty()) {
                tell(entry, "it is not among what could be opened", !entry.mayBeAbsent());
            } else {
                mount(entry, filesystem.get());
            }
        }
    }

    private void mount(FstabEntry entry, FoundFilesystem filesystem) {
        try {
            Optional<StoredFile> point = directory(entry.mountPoint());
            if (point.isEmpty()) {
                tell(entry, "there is no such directory to mount it on", true);
            } else if (table.mount(point.get(), filesystem, filesystem.filesystem().root())) {
                mounts.add(new Mount(entry.mountPoint(), filesystem));
            } else {
                tell(entry, "its files are in the tree already", false);
            }
        } catch (IOException e) {
            tell(entry, LayerList.words(e), true);
        }
    }

    /** Finds a directory in the tree as it is mounted up to now. */
    private Optional<StoredFile> directory(String path) throws IOException {
        FileTree tree = new MountedTree(root, table, mounts, unmounted, disks.remarks());
        return new PathResolver(tree)
                .find(path)
                .map(PathResolver.Found::file)
                .filter(file -> file.attributes().type() == FileType.DIRECTORY);
    }

    private void tell(FstabEntry entry, String why, boolean gap) {
        unmounted.add(
                new Unmounted("%s on %s".formatted(entry.source(), entry.mountPoint()), why, gap));
    }

    private void tellOfLayer(Layer layer) {
        if (layer.state().isGap()) {
            unmounted.add(new Unmounted(layer.name(), layer.why(), true));
        }
    }

    private void tellOfUnlisted(FoundFilesystem found) {
        if (mounts.stream().noneMatch(mount -> mount.filesystem().equals(found))) {
            unmounted.add(
                    new Unmounted(
                            found.description(),
                            "no line of fstab mounts it: choose it as the root to see its files",
                            false));
        }
    }
}
