package dev.yagura.sandbox.fuse;

import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.storage.posix.Errno;
import dev.yagura.storage.posix.ErrnoException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files that the kernel knows, by the numbers that it was told for them. A file of two names is
 * two here, of one inode number: a number here is never given twice, whatever a damaged tree says
 * of its inodes. Safe for concurrent use.
 */
final class Nodes {
    /** The number of the root. */
    static final long ROOT = 1;

    private final Map<Long, Node> nodes = new HashMap<>();
    private final Map<Key, Node> byName = new HashMap<>();
    private long last = ROOT;

    private record Key(long parent, FileName name) {}

    /** A file that the kernel knows. */
    static final class Node {
        private final long id;
        private final @Nullable Node parent;
        private final FileName name;
        private final StoredFile file;
        private long lookups;

        private Node(long id, @Nullable Node parent, FileName name, StoredFile file) {
            this.id = id;
            this.parent = parent;
            this.name = name;
            this.file = file;
        }

        long id() {
            return id;
        }

        StoredFile file() {
            return file;
        }

        /** Returns the directory it is in; of the root itself. */
        Node above() {
            return parent == null ? this : parent;
        }

        /** Returns its path, for people. */
        String path() {
            StringBuilder path = new StringBuilder();
            Node at = this;
            while (at.parent != null) {
                path.insert(0, "/" + at.name);
                at = at.parent;
            }
            return path.isEmpty() ? "/" : path.toString();
        }
    }

    Nodes(StoredFile root) {
        Node node = new Node(ROOT, null, FileName.of("/"), root);
        node.lookups = 1;
        nodes.put(ROOT, node);
    }

    synchronized Node get(long id) throws ErrnoException {
        Node node = nodes.get(id);
        if (node == null) {
            throw new ErrnoException(Errno.ESTALE, "node %d: is not known".formatted(id));
        }
        return node;
    }

    /** Returns the path of a file, for people; its number if it is not known. */
    synchronized String path(long id) {
        Node node = nodes.get(id);
        return node == null ? "node " + id : node.path();
    }

    /** Returns what a name in a directory is to the kernel, which looks it up once more by this. */
    synchronized Node found(Node parent, FileName name, StoredFile file) {
        Node node =
                byName.computeIfAbsent(
                        new Key(parent.id(), name), key -> new Node(++last, parent, name, file));
        nodes.put(node.id, node);
        node.lookups++;
        return node;
    }

    /**
     * Takes back so many lookups of a file; the kernel does not know it any more if none is left.
     */
    synchronized void forget(long id, long lookups) {
        Node node = nodes.get(id);
        if (node == null || node.parent == null) {
            return;
        }
        node.lookups -= lookups;
        if (node.lookups <= 0) {
            nodes.remove(id);
            byName.remove(new Key(node.parent.id, node.name));
        }
    }
}
