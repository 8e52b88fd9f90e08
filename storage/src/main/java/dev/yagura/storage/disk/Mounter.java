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

/** Mounts what a root filesystem's fstab lists, and says of the rest why it is not mounted. */
final class Mounter {
    /** Subvolumes that are told by their names. */
    private static final int MAX_TOLD = 8;

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
        this.names = new DeviceNames(disks, crypttab());
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

    private Crypttab crypttab() {
        try {
            return Crypttab.of(root.filesystem());
        } catch (IOException e) {
            unmounted.add(new Unmounted(Crypttab.PATH, LayerList.words(e), true));
            return Crypttab.empty();
        }
    }

    private void mount(FstabEntry entry) {
        try {
            Optional<Elsewhere> elsewhere = Elsewhere.of(entry, path -> find(path).isPresent());
            if (elsewhere.isPresent()) {
                elsewhere.get().told().ifPresent(why -> tell(entry, why, elsewhere.get().isGap()));
                return;
            }
            Optional<FoundFilesystem> filesystem = names.find(entry.source());
            if (filesystem.isPresent()) {
                mount(entry, Roots.asMounted(filesystem.get(), entry));
            } else if (names.isForgotten(entry.source())) {
                tell(entry, "it gets a new key at each start, by which its files are lost", false);
            } else {
                tell(entry, "it is not among what could be opened", !entry.mayBeAbsent());
            }
        } catch (IOException e) {
            tell(entry, LayerList.words(e), true);
        }
    }

    private void mount(FstabEntry entry, FoundFilesystem filesystem) throws IOException {
        Optional<StoredFile> point =
                find(entry.mountPoint())
                        .filter(file -> file.attributes().type() == FileType.DIRECTORY);
        if (point.isEmpty()) {
            tell(entry, "there is no such directory to mount it on", true);
        } else if (table.mount(point.get(), filesystem, filesystem.filesystem().root())) {
            mounts.add(new Mount(entry.mountPoint(), filesystem));
        } else {
            tell(entry, "its files are in the tree already", false);
        }
    }

    /** Finds a file in the tree as it is mounted up to now. */
    private Optional<StoredFile> find(String path) throws IOException {
        FileTree tree = new MountedTree(root, table, mounts, unmounted, disks.remarks());
        return new PathResolver(tree).find(path).map(PathResolver.Found::file);
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
        List<FoundFilesystem> mounted = mounts.stream().map(Mount::filesystem).toList();
        if (mounted.stream().noneMatch(mount -> mount.layer().equals(found.layer()))) {
            unmounted.add(
                    new Unmounted(
                            found.description(),
                            "no line of fstab mounts it: choose it as the root to see its files",
                            false));
            return;
        }
        List<String> subvolumes = Roots.unreached(found, mounted);
        if (!subvolumes.isEmpty()) {
            unmounted.add(
                    new Unmounted(
                            found.description(),
                            "no line of fstab mounts its subvolumes %s: choose one as the root, as %s:PATH"
                                    .formatted(names(subvolumes), found.layer().name()),
                            false));
        }
    }

    private static String names(List<String> subvolumes) {
        int told = Math.min(subvolumes.size(), MAX_TOLD);
        String names = String.join(", ", subvolumes.subList(0, told));
        return told == subvolumes.size()
                ? names
                : "%s and %d more".formatted(names, subvolumes.size() - told);
    }
}
