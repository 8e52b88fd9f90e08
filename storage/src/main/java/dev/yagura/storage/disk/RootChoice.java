package dev.yagura.storage.disk;

import dev.yagura.storage.btrfs.BtrfsFilesystem;
import dev.yagura.storage.file.PathResolver;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Chooses the filesystem that is a guest's root. */
final class RootChoice {
    /** What is in a root directory, the surest signs first; each counts twice what follows. */
    private static final List<List<String>> SIGNS =
            List.of(
                    List.of("/etc/os-release", "/usr/lib/os-release"),
                    List.of(Fstab.PATH),
                    List.of("/etc/passwd"),
                    List.of("/sbin/init", "/usr/sbin/init", "/usr/lib/systemd/systemd", "/bin/sh"));

    private final Disks disks;

    RootChoice(Disks disks) {
        this.disks = disks;
    }

    /**
     * Returns the root filesystem.
     *
     * @throws NoRootException if there is no filesystem, or none that is called so
     */
    FoundFilesystem choose(Optional<String> wanted) throws NoRootException {
        List<FoundFilesystem> all = disks.filesystems();
        if (wanted.isPresent()) {
            return named(wanted.get(), all);
        }
        return best(all)
                .orElseThrow(
                        () -> new NoRootException("no filesystem could be opened: " + obstacles()));
    }

    private static FoundFilesystem named(String wanted, List<FoundFilesystem> all)
            throws NoRootException {
        Optional<FoundFilesystem> whole =
                best(all.stream().filter(found -> isCalled(found.layer(), wanted)).toList());
        int colon = wanted.lastIndexOf(':');
        if (whole.isEmpty() && colon > 0) {
            return subvolume(wanted.substring(0, colon), wanted.substring(colon + 1), all);
        }
        return whole.orElseThrow(() -> none(wanted, all));
    }

    private static FoundFilesystem subvolume(String name, String path, List<FoundFilesystem> all)
            throws NoRootException {
        FoundFilesystem found =
                all.stream()
                        .filter(one -> isCalled(one.layer(), name))
                        .findFirst()
                        .orElseThrow(() -> none(name, all));
        String why = "there is none";
        try {
            Optional<FoundFilesystem> at = Roots.at(found, path);
            if (at.isPresent()) {
                return at.get();
            }
        } catch (IOException e) {
            why = LayerList.words(e);
        }
        throw new NoRootException("subvolume \"%s\" of %s: %s".formatted(path, name, why));
    }

    /** Returns what looks most like a root; of equals the first. */
    private static Optional<FoundFilesystem> best(List<FoundFilesystem> all) {
        @Nullable FoundFilesystem best = null;
        int most = -1;
        for (FoundFilesystem found : all) {
            for (FoundFilesystem root : Roots.all(found)) {
                int score = score(root);
                if (score > most) {
                    best = root;
                    most = score;
                }
            }
        }
        return Optional.ofNullable(best);
    }

    private static NoRootException none(String wanted, List<FoundFilesystem> all) {
        return new NoRootException(
                "no filesystem is called \"%s\", expected one of %s".formatted(wanted, names(all)));
    }

    private static boolean isCalled(Layer layer, String name) {
        return layer.name().equals(name)
                || (!layer.uuid().isEmpty() && layer.uuid().equalsIgnoreCase(name))
                || (!layer.label().isEmpty() && layer.label().equals(name));
    }

    private static List<String> names(List<FoundFilesystem> all) {
        return all.stream().map(found -> found.layer().name()).toList();
    }

    private String obstacles() {
        String why =
                disks.layers().stream()
                        .filter(layer -> layer.state() != LayerState.OPEN)
                        .map(layer -> layer.name() + ": " + layer.why())
                        .collect(Collectors.joining("; "));
        return why.isEmpty() ? "no disk was given" : why;
    }

    private static int score(FoundFilesystem found) {
        PathResolver resolver = new PathResolver(found.filesystem());
        int score = 0;
        for (List<String> sign : SIGNS) {
            score = score * 2 + (sign.stream().anyMatch(path -> isThere(resolver, path)) ? 1 : 0);
        }
        return score == 0 ? 0 : score * 2 + (namesItself(found) ? 1 : 0);
    }

    /** A snapshot of a root has the fstab of what it was made of, which names another subvolume. */
    private static boolean namesItself(FoundFilesystem found) {
        if (!(found.filesystem() instanceof BtrfsFilesystem btrfs)) {
            return false;
        }
        try {
            for (FstabEntry entry : Fstab.of(btrfs).orElse(List.of())) {
                if (entry.isRoot()
                        && Roots.asMounted(found, entry).filesystem()
                                instanceof BtrfsFilesystem root) {
                    return root.subvolume() == btrfs.subvolume();
                }
            }
        } catch (IOException e) {
            return false; // so it names nothing that could be mounted
        }
        return false;
    }

    private static boolean isThere(PathResolver resolver, String path) {
        try {
            return resolver.find(path).isPresent();
        } catch (IOException e) {
            return false; // a damaged directory is no sign; it is told where the tree is read
        }
    }
}
