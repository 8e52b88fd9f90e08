package dev.yagura.view.files;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.fs.MountNamespace;
import dev.yagura.kernel.linux.fs.MountPoint;
import dev.yagura.kernel.linux.fs.Mounts;
import dev.yagura.storage.disk.FoundFilesystem;
import dev.yagura.storage.disk.MountedTree.Unmounted;
import dev.yagura.storage.filesystem.Filesystem;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Puts the mounts of the first process's name space together. Used once. */
final class GuestMounter {
    /** Mounts that are joined; {@code fs.mount-max} allows more, systems in use have hundreds. */
    private static final int MAX_MOUNTS = 4096;

    /** Filesystems that change an inode's block in memory together with the inode. */
    private static final Set<String> JOURNALED = Set.of("ext3", "ext4");

    private final Linux linux;
    private final DiskMatch disks;
    private final MountTable table;
    private final List<GuestMount> mounts = new ArrayList<>();
    private final List<Unmounted> unmounted = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<Long, GuestFilesystem> filesystems = new HashMap<>();
    private final Partial.Collector<CachedTree> losses = Partial.collector();
    private final CachedTreeReader reader;

    GuestMounter(Linux linux, List<FoundFilesystem> disks) throws IOException {
        this.linux = linux;
        this.disks = new DiskMatch(linux, disks);
        this.table = new MountTable(new PageReader(linux));
        this.reader = new CachedTreeReader(linux, losses);
        linux.views().require(MountView.class, SuperBlockView.class);
    }

    GuestTree mountAll() throws IOException {
        Mounts all = Mounts.of(linux);
        Partial<MountNamespace> namespaces = all.namespaces();
        namespaces.missing().forEach(this::tell);
        MountNamespace first =
                namespaces.items().stream()
                        .filter(namespace -> namespace.pids().contains(1))
                        .findFirst()
                        .orElseThrow(() -> nothing("process 1 has no mount name space"));
        Partial<MountPoint> points = all.in(first);
        points.missing().forEach(this::tell);
        disks.claim(points.items());
        join(first, points.items());
        losses.done().missing().forEach(this::tell);
        disks.unused()
                .forEach(found ->
                        unmounted.add(
                                new Unmounted(
                                        found.description(),
                                        "the guest has not mounted it",
                                        false)));
        notes.add(
                "extended attributes that are in memory only are read of ext3 and ext4, no others");
        return new GuestTree(table, mounts, unmounted, notes);
    }

    /** Mounts the root, then what is on it, and so on; each mount once, however they point. */
    private void join(MountNamespace namespace, List<MountPoint> points) throws IOException {
        Map<Integer, List<MountPoint>> children = new HashMap<>();
        Deque<GuestMount> waiting = new ArrayDeque<>();
        for (MountPoint point : points) {
            if (point.gva() == namespace.rootGva()) {
                waiting.add(mount(point));
            } else if (point.reachable()) {
                children.computeIfAbsent(point.parentId(), _ -> new ArrayList<>()).add(point);
            }
        }
        if (waiting.isEmpty()) {
            throw nothing("the root of process 1 is not among the mounts");
        }
        mounts.add(waiting.getFirst());
        tellOf(waiting.getFirst());
        while (!waiting.isEmpty()) {
            GuestMount parent = waiting.pop();
            List<MountPoint> on = children.remove(parent.point().id());
            for (MountPoint point : on == null ? List.<MountPoint>of() : on) {
                if (mounts.size() == MAX_MOUNTS) {
                    tell(point, "there are more than %d mounts".formatted(MAX_MOUNTS), true);
                    return;
                }
                try {
                    mount(parent, point, waiting);
                } catch (IOException e) {
                    if (!GuestFaults.isGuestFault(e)) {
                        throw e;
                    }
                    tell(point, String.valueOf(e.getMessage()), true);
                }
            }
        }
    }

    private void mount(GuestMount parent, MountPoint point, Deque<GuestMount> waiting)
            throws IOException {
        MountView view = linux.views().at(MountView.class, point.gva());
        String path = linux.paths().inFilesystem(view.placeGva());
        if (isShown(point)) {
            tell(point, "its files are in the tree already", false);
            return;
        }
        GuestMount mount = mount(point);
        if (!table.mount(parent, path, mount)) {
            tell(point, "something else is mounted there", true);
            return;
        }
        mounts.add(mount);
        waiting.add(mount);
        tellOf(mount);
    }

    /** Mounted twice, files would be found twice: below the first place of each directory only. */
    private boolean isShown(MountPoint point) {
        return mounts.stream()
                .map(GuestMount::point)
                .filter(other -> other.superBlockGva() == point.superBlockGva())
                .map(MountPoint::root)
                .anyMatch(root ->
                        root.equals("/")
                                || root.equals(point.root())
                                || point.root().startsWith(root + "/"));
    }

    private GuestMount mount(MountPoint point) throws IOException {
        GuestFilesystem known = filesystems.get(point.superBlockGva());
        if (known == null) {
            known = filesystem(point);
            filesystems.put(point.superBlockGva(), known);
        }
        long root = linux.views().at(MountView.class, point.gva()).rootInodeGva();
        InodeView inode = linux.views().at(InodeView.class, root);
        return new GuestMount(point, with(known, inode), inode.number());
    }

    private GuestFilesystem filesystem(MountPoint point) throws IOException {
        String type = point.filesystem();
        SuperBlockView block = linux.views().at(SuperBlockView.class, point.superBlockGva());
        FilesystemKind kind = FilesystemKind.of(type, block.deviceGva().orElse(0) != 0);
        Optional<FoundFilesystem> disk = disks.of(point);
        boolean joins =
                kind == FilesystemKind.MEMORY
                        || (kind == FilesystemKind.DISK && GuestFilesystem.hasSameNumbers(type));
        return new GuestFilesystem(
                point.superBlockGva(),
                type,
                kind,
                disk,
                disk.isEmpty() ? Optional.empty() : newest(disk.get(), block),
                joins
                        ? reader.read("%s at %s".formatted(type, point.path()), block.gva())
                        : CachedTree.EMPTY);
    }

    /** Returns a filesystem on disk with what memory has of its structures. */
    private Optional<Filesystem> newest(FoundFilesystem disk, SuperBlockView block)
            throws IOException {
        if (!JOURNALED.contains(disk.filesystem().type())) {
            return Optional.empty();
        }
        Optional<CachedBlocks> blocks = CachedBlocks.of(linux, block);
        return blocks.isEmpty() ? Optional.empty() : disk.filesystem().with(blocks.get());
    }

    /** A filesystem of which nothing else is read has at least the directory that is mounted. */
    private static GuestFilesystem with(GuestFilesystem filesystem, InodeView root)
            throws IOException {
        if (filesystem.disk().isPresent() || !filesystem.cached().inodes().isEmpty()) {
            return filesystem;
        }
        Map<Long, CachedInode> inodes = Map.of(root.number(), CachedInode.of(root, false));
        return new GuestFilesystem(
                filesystem.superBlockGva(),
                filesystem.type(),
                filesystem.kind(),
                filesystem.disk(),
                filesystem.newest(),
                new CachedTree(inodes, Map.of(), Map.of()));
    }

    private void tellOf(GuestMount mount) {
        GuestFilesystem filesystem = mount.filesystem();
        MountPoint point = mount.point();
        switch (filesystem.kind()) {
            case MEMORY -> {}
            case KERNEL -> tell(point, "the kernel makes its files up, they are not shown", false);
            case ELSEWHERE -> tell(point, "its files are not on a disk of this guest", false);
            case STACKED -> tell(point, "its layers are not joined", true);
            case DISK -> tellOfDisk(mount);
        }
    }

    private void tellOfDisk(GuestMount mount) {
        GuestFilesystem filesystem = mount.filesystem();
        if (filesystem.disk().isEmpty()) {
            tell(
                    mount.point(),
                    "it is not among what could be opened: only what is in memory is shown",
                    true);
        } else if (!filesystem.hasSameNumbers()) {
            notes.add(
                    "%s: %s is shown as it is on disk, without what is newer in memory"
                            .formatted(mount.point().path(), filesystem.type()));
        }
    }

    private void tell(MountPoint point, String why, boolean gap) {
        String what = "%s on %s".formatted(point.filesystem(), point.path());
        unmounted.add(new Unmounted(what, why, gap));
    }

    private void tell(Partial.Missing missing) {
        unmounted.add(new Unmounted(missing.what(), missing.why(), true));
    }

    private static MalformedStructureException nothing(String why) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE, "mounts", "mnt_namespace", 0, why);
    }
}
