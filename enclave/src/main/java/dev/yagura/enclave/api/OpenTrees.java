package dev.yagura.enclave.api;

import dev.yagura.channel.plan9.FileExports;
import dev.yagura.enclave.watch.OpenFiles;
import dev.yagura.enclave.watch.WatchException;
import dev.yagura.enclave.watch.WatchException.Reason;
import dev.yagura.storage.file.FileTree;
import dev.yagura.storage.posix.Errno;
import dev.yagura.storage.posix.ErrnoException;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Files of VMs that tenants have opened and read over 9P, by names that nobody can guess. A tree is
 * closed when the last of those who read it is gone, or when nobody has come.
 */
final class OpenTrees implements FileExports, AutoCloseable {
    /** Each holds connections to an agent, and what was read of a VM's memory. */
    private static final int MAX_OPEN = 16;

    private static final int NAME_BYTES = 16;

    private final Duration patience;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Opened> trees = new HashMap<>();

    private static final class Opened {
        private final OpenFiles files;
        private int readers;
        private boolean wasRead;

        private Opened(OpenFiles files) {
            this.files = files;
        }
    }

    /**
     * Makes an empty table.
     *
     * @param patience how long a tree is kept that nobody reads yet
     */
    OpenTrees(Duration patience) {
        this.patience = patience;
    }

    /**
     * Takes files over; they are closed here, in any case.
     *
     * @return the name to read them by
     * @throws WatchException if there are too many open already
     */
    String add(OpenFiles files) throws IOException {
        String name;
        synchronized (trees) {
            byte[] bytes = new byte[NAME_BYTES];
            random.nextBytes(bytes);
            name = HexFormat.of().formatHex(bytes);
            if (trees.size() < MAX_OPEN) {
                trees.put(name, new Opened(files));
                Thread.ofVirtual().name("yagura-open-tree").start(() -> closeIfUnread(name));
                return name;
            }
        }
        files.close();
        throw new WatchException(
                Reason.REFUSED,
                "files: %d are open already, which is as many as are kept".formatted(MAX_OPEN));
    }

    private void closeIfUnread(String name) {
        try {
            Thread.sleep(patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Opened opened;
        synchronized (trees) {
            opened = trees.get(name);
            if (opened == null || opened.wasRead) {
                return;
            }
            trees.remove(name);
        }
        close(opened);
    }

    @Override
    public Export open(String name) throws IOException {
        synchronized (trees) {
            Opened opened = trees.get(name);
            if (opened == null) {
                throw new ErrnoException(Errno.ENOENT, "files: nothing is open by this name");
            }
            opened.readers++;
            opened.wasRead = true;
            return new Reader(name, opened);
        }
    }

    private final class Reader implements Export {
        private final String name;
        private final Opened opened;

        private Reader(String name, Opened opened) {
            this.name = name;
            this.opened = opened;
        }

        @Override
        public FileTree tree() {
            return opened.files.tree();
        }

        @Override
        public void close() {
            @Nullable Opened last;
            synchronized (trees) {
                opened.readers--;
                last = opened.readers == 0 ? trees.remove(name) : null;
            }
            if (last != null) {
                OpenTrees.close(last);
            }
        }
    }

    @Override
    public void close() {
        Map<String, Opened> all;
        synchronized (trees) {
            all = Map.copyOf(trees);
            trees.clear();
        }
        all.values().forEach(OpenTrees::close);
    }

    private static void close(Opened opened) {
        try {
            opened.files.close();
        } catch (IOException e) {
            System.err.println("enclave: files could not be closed: " + e.getMessage());
        }
    }
}
