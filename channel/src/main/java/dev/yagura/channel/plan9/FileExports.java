package dev.yagura.channel.plan9;

import dev.yagura.storage.file.FileTree;
import java.io.IOException;

/** The trees that a server of files has, by name. */
@FunctionalInterface
public interface FileExports {

    /** A tree that one client reads. */
    interface Export extends AutoCloseable {
        /** Returns the tree; it can be read until this is closed. */
        FileTree tree();

        /** Is told that the client is gone. */
        @Override
        void close();
    }

    /**
     * Opens a tree for a client.
     *
     * @param name as the client says it in {@code Tattach}
     * @throws IOException if there is none of this name, or it cannot be opened; becomes an error
     *     number
     */
    Export open(String name) throws IOException;

    /** Returns the exports of who has just one tree, which stays the caller's, by any name. */
    static FileExports of(FileTree tree) {
        Export export =
                new Export() {
                    @Override
                    public FileTree tree() {
                        return tree;
                    }

                    @Override
                    public void close() {
                        // the tree is the caller's
                    }
                };
        return _ -> export;
    }
}
