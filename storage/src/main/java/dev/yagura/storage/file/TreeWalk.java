package dev.yagura.storage.file;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.storage.file.StoredFile.Entry;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Visits every file of a tree, parents first, and goes on where something cannot be read.
 *
 * <p>A damaged or forged tree may name a directory below itself. So each directory is gone into
 * once; where it is met again the visitor is told, and nothing below it is visited again.
 */
public final class TreeWalk {
    /**
     * How far a walk goes.
     *
     * @param depth names on the longest path that is gone into, at least 1
     * @param files so many files are visited at most, at least 1
     */
    public record Limits(int depth, long files) {
        /** More than a filesystem in use has: paths of 4096 bytes, a hundred million files. */
        public static final Limits WIDE = new Limits(2048, 100_000_000);
    }

    /** Told of what a walk meets. */
    public interface Visitor {
        /**
         * Called for each file.
         *
         * @param path names from the root, empty for the root itself
         * @return whether to go into it, if it is a directory
         * @throws IOException from reading the file: {@link #unreadable} is told, and the walk goes
         *     on
         */
        boolean visit(List<FileName> path, StoredFile file) throws IOException;

        /**
         * Called where something could not be read: an inode, the names in a directory, or what
         * {@link #visit} read; or where a limit was met.
         */
        void unreadable(List<FileName> path, IOException why);
    }

    private record Identity(Object filesystem, long inode) {}

    private record Level(StoredFile directory, Iterator<Entry> rest) {}

    private final Limits limits;
    private final Visitor visitor;
    private final List<FileName> path = new ArrayList<>();
    private final Deque<Level> levels = new ArrayDeque<>();
    private final Set<Identity> seen = new HashSet<>();
    private long files;

    private TreeWalk(Limits limits, Visitor visitor) {
        this.limits = limits;
        this.visitor = visitor;
    }

    /** Visits the files of {@code tree}. */
    public static void walk(FileTree tree, Limits limits, Visitor visitor) {
        StoredFile root;
        try {
            root = tree.root();
        } catch (IOException e) {
            visitor.unreadable(List.of(), e);
            return;
        }
        walk(root, limits, visitor);
    }

    /** Visits a file and, if it is a directory, what is below; paths begin below {@code start}. */
    public static void walk(StoredFile start, Limits limits, Visitor visitor) {
        TreeWalk walk = new TreeWalk(limits, visitor);
        try {
            walk.enter(start);
        } catch (IOException e) {
            visitor.unreadable(List.of(), e);
        }
        walk.run();
    }

    private void run() {
        while (!levels.isEmpty()) {
            Level level = levels.getLast();
            if (!level.rest().hasNext()) {
                levels.removeLast();
                if (!path.isEmpty()) {
                    path.removeLast();
                }
                continue;
            }
            Entry entry = level.rest().next();
            path.add(entry.name());
            int depth = levels.size();
            try {
                if (++files >= limits.files()) {
                    visitor.unreadable(
                            List.copyOf(path), refused("files", "are more than " + limits.files()));
                    return;
                }
                enter(level.directory().open(entry));
            } catch (IOException e) {
                visitor.unreadable(List.copyOf(path), e);
            }
            if (levels.size() == depth) {
                path.removeLast();
            }
        }
    }

    /** Visits a file, and makes a directory the next level. */
    private void enter(StoredFile file) throws IOException {
        FileAttributes attributes = file.attributes();
        boolean into = visitor.visit(List.copyOf(path), file);
        if (!into || attributes.type() != FileType.DIRECTORY) {
            return;
        }
        if (!seen.add(new Identity(file.filesystem(), attributes.inode()))) {
            throw refused("directory", "is inode %d, met before".formatted(attributes.inode()));
        }
        if (levels.size() >= limits.depth()) {
            throw refused("depth", "is more than " + limits.depth());
        }
        levels.add(new Level(file, file.entries().iterator()));
    }

    private static MalformedStructureException refused(String field, String detail) {
        return new MalformedStructureException(Reason.CYCLE, "tree", field, 0, detail);
    }
}
