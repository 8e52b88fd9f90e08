package dev.yagura.storage.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Finds files of a tree by path, as Linux would with the tree's root as its root directory: no path
 * and no symbolic link leads out of the tree.
 */
public final class PathResolver {
    /** As many symbolic links as Linux follows for one path: {@code MAXSYMLINKS}. */
    public static final int MAX_LINKS = 40;

    /** Longest path that is looked at, in bytes: {@code PATH_MAX}. */
    public static final int MAX_PATH_BYTES = 4096;

    private final FileTree tree;

    /** Makes a resolver for the files of {@code tree}. */
    public PathResolver(FileTree tree) {
        this.tree = tree;
    }

    /**
     * A file and where it was found.
     *
     * @param path names from the root to the file, without symbolic links; empty for the root
     * @param file the file
     */
    public record Found(List<FileName> path, StoredFile file) {
        /** Keeps a copy of the path. */
        public Found {
            path = List.copyOf(path);
        }
    }

    /**
     * Finds a file by its path in UTF-8; as {@link #find(byte[], boolean)}, symbolic links are
     * followed.
     */
    public Optional<Found> find(String path) throws IOException {
        return find(path.getBytes(UTF_8), true);
    }

    /**
     * Finds a file.
     *
     * @param path from the tree's root, whether it starts with a slash or not; "", "." and ".."
     *     mean what they do on Linux
     * @param followLast whether a symbolic link at the end of the path is followed; those on the
     *     way always are
     * @return the file, or empty if a name is missing or something on the way is no directory
     * @throws MalformedStructureException if the path or a link's target is too long, more than
     *     {@link #MAX_LINKS} links were met, or what is on the way is damaged
     * @throws IOException if the device fails
     */
    public Optional<Found> find(byte[] path, boolean followLast) throws IOException {
        Deque<FileName> ahead = new ArrayDeque<>(names(path));
        List<FileName> names = new ArrayList<>();
        List<StoredFile> files = new ArrayList<>(List.of(tree.root()));
        int links = 0;
        while (!ahead.isEmpty()) {
            FileName name = ahead.pop();
            StoredFile directory = files.getLast();
            if (directory.attributes().type() != FileType.DIRECTORY) {
                return Optional.empty();
            }
            if (name.isDot()) {
                if (name.bytes().length == 2 && !names.isEmpty()) {
                    names.removeLast();
                    files.removeLast();
                }
                continue;
            }
            Optional<StoredFile> next = directory.find(name);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            boolean link = next.get().attributes().type() == FileType.SYMBOLIC_LINK;
            if (link && (followLast || !ahead.isEmpty())) {
                if (++links > MAX_LINKS) {
                    throw refused(Reason.CYCLE, "needs more than " + MAX_LINKS + " links");
                }
                byte[] target = next.get().target();
                if (target.length > 0 && target[0] == '/') {
                    names.clear();
                    files.subList(1, files.size()).clear();
                }
                List<FileName> through = names(target);
                through.reversed().forEach(ahead::push);
            } else {
                names.add(name);
                files.add(next.get());
            }
        }
        return Optional.of(new Found(names, files.getLast()));
    }

    /**
     * Returns the names of a path. An end slash asks for a directory, as if "." stood behind it.
     *
     * @throws MalformedStructureException if the path is longer than {@link #MAX_PATH_BYTES}
     */
    static List<FileName> names(byte[] path) throws MalformedStructureException {
        if (path.length > MAX_PATH_BYTES) {
            throw refused(
                    Reason.OUT_OF_RANGE,
                    "has %d bytes, expected at most %d".formatted(path.length, MAX_PATH_BYTES));
        }
        List<FileName> names = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= path.length; i++) {
            if (i == path.length || path[i] == '/') {
                if (i > start) {
                    names.add(FileName.of(Arrays.copyOfRange(path, start, i)));
                }
                start = i + 1;
            }
        }
        if (path.length > 0 && path[path.length - 1] == '/') {
            names.add(FileName.of("."));
        }
        return names;
    }

    private static MalformedStructureException refused(Reason reason, String detail) {
        return new MalformedStructureException(reason, "path", "symbolic links", 0, detail);
    }
}
