package dev.yagura.storage.disk;

import dev.yagura.storage.btrfs.BtrfsFilesystem;
import dev.yagura.storage.btrfs.Subvolume;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which directories of a filesystem can be mounted: of btrfs, the roots of its subvolumes. */
final class Roots {
    private Roots() {}

    /**
     * Returns a filesystem once for each root directory that may be a system's: the default one
     * first, then those of subvolumes whose names are in the topmost directory, which is where
     * installers make them.
     */
    static List<FoundFilesystem> all(FoundFilesystem found) {
        List<FoundFilesystem> roots = new ArrayList<>(List.of(found));
        if (found.filesystem() instanceof BtrfsFilesystem btrfs) {
            try {
                for (Subvolume subvolume : btrfs.subvolumes()) {
                    if (roots.size() < DiskLimits.MAX_ROOTS && subvolume.inTop()) {
                        roots.add(found.with(btrfs.at(subvolume.number())));
                    }
                }
            } catch (IOException e) {
                // What is damaged is no root; the tree tells of it where it is read.
                return List.of(found);
            }
        }
        return roots;
    }

    /**
     * Returns a filesystem with the root of the subvolume that has a path.
     *
     * @return empty if it has no such subvolume, or no subvolumes at all
     * @throws IOException if what is on the way is damaged, or the device fails
     */
    static Optional<FoundFilesystem> at(FoundFilesystem found, String path) throws IOException {
        return found.filesystem() instanceof BtrfsFilesystem btrfs
                ? btrfs.at(path).map(found::with)
                : Optional.empty();
    }

    /**
     * Returns a filesystem as the options of a line of fstab have it mounted.
     *
     * @throws IOException if it has no such subvolume, or is damaged, or the device fails
     */
    static FoundFilesystem asMounted(FoundFilesystem found, FstabEntry entry) throws IOException {
        if (!(found.filesystem() instanceof BtrfsFilesystem btrfs)) {
            return found;
        }
        Optional<String> number = entry.option("subvolid");
        if (number.isPresent()) {
            long id = number(number.get());
            return found.with(btrfs.at(id == 0 ? BtrfsFilesystem.TOP : id));
        }
        Optional<String> path = entry.option("subvol");
        if (path.isEmpty()) {
            return found;
        }
        return at(found, path.get())
                .orElseThrow(() ->
                        new IOException("there is no subvolume \"%s\"".formatted(path.get())));
    }

    private static long number(String text) throws IOException {
        try {
            return Long.decode(text);
        } catch (NumberFormatException e) {
            throw new IOException("subvolid is \"%s\", expected a number".formatted(text), e);
        }
    }

    /** Returns the names of subvolumes that lie in none of those that are mounted. */
    static List<String> unreached(FoundFilesystem found, List<FoundFilesystem> mounted) {
        if (!(found.filesystem() instanceof BtrfsFilesystem btrfs)) {
            return List.of();
        }
        Set<Long> reached = new HashSet<>();
        for (FoundFilesystem mount : mounted) {
            if (mount.layer().equals(found.layer())
                    && mount.filesystem() instanceof BtrfsFilesystem at) {
                reached.add(at.subvolume());
            }
        }
        try {
            List<Subvolume> left = new ArrayList<>(btrfs.subvolumes());
            while (left.removeIf(subvolume -> isReached(subvolume, reached))) {
                // Those below what was just reached are next.
            }
            return left.stream().map(subvolume -> subvolume.name().toString()).toList();
        } catch (IOException e) {
            return List.of(LayerList.words(e));
        }
    }

    private static boolean isReached(Subvolume subvolume, Set<Long> reached) {
        return reached.contains(subvolume.number())
                || (reached.contains(subvolume.parent()) && reached.add(subvolume.number()));
    }
}
