package dev.yagura.storage.disk;

import dev.yagura.storage.file.FileTree;
import dev.yagura.storage.file.PathResolver;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

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
            return all.stream()
                    .filter(found -> isCalled(found.layer(), wanted.get()))
                    .findFirst()
                    .orElseThrow(() ->
                            new NoRootException(
                                    "no filesystem is called \"%s\", expected one of %s"
                                            .formatted(wanted.get(), names(all))));
        }
        FoundFilesystem best = null;
        int most = -1;
        for (FoundFilesystem found : all) {
            int score = score(found.filesystem());
            if (score > most) {
                best = found;
                most = score;
            }
        }
        if (best == null) {
            throw new NoRootException("no filesystem could be opened: " + obstacles());
        }
        return best;
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

    private static int score(FileTree tree) {
        PathResolver resolver = new PathResolver(tree);
        int score = 0;
        for (List<String> sign : SIGNS) {
            score = score * 2 + (sign.stream().anyMatch(path -> isThere(resolver, path)) ? 1 : 0);
        }
        return score;
    }

    private static boolean isThere(PathResolver resolver, String path) {
        try {
            return resolver.find(path).isPresent();
        } catch (IOException e) {
            return false; // a damaged directory is no sign; it is told where the tree is read
        }
    }
}
