package dev.yagura.sandbox.fuse;

import dev.yagura.sandbox.fuse.Nodes.Node;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.storage.file.StoredFile.Entry;
import dev.yagura.storage.posix.Errno;
import dev.yagura.storage.posix.ErrnoException;
import dev.yagura.storage.posix.FileMode;
import dev.yagura.storage.posix.FileNumbers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Directories that programs read right now, each as it was when it was opened. */
final class OpenDirectories {
    /** {@code struct fuse_dirent} before the name. */
    private static final int ENTRY_BYTES = 24;

    private static final int ALIGNMENT = 8;

    private final FileNumbers numbers;
    private final Losses losses;
    private final Map<Long, List<Named>> open = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();

    private record Named(FileName name, Optional<FileType> type, long number) {}

    OpenDirectories(FileNumbers numbers, Losses losses) {
        this.numbers = numbers;
        this.losses = losses;
    }

    /** Reads a directory; returns the handle for it. Names that Linux cannot show are losses. */
    long open(Node node) throws IOException {
        StoredFile directory = node.file();
        Optional<FileType> type = Optional.of(FileType.DIRECTORY);
        List<Named> names = new ArrayList<>();
        names.add(new Named(FileName.of("."), type, numbers.of(directory)));
        names.add(new Named(FileName.of(".."), type, numbers.of(node.above().file())));
        for (Entry entry : directory.entries()) {
            if (entry.name().isPossible()) {
                long number = numbers.of(directory, entry.inode());
                names.add(new Named(entry.name(), entry.type(), number));
            } else {
                losses.add(
                        node.path() + "/" + entry.name(),
                        "has a name that no file of Linux can have");
            }
        }
        long handle = last.incrementAndGet();
        open.put(handle, names);
        return handle;
    }

    /**
     * Puts entries, as many as fit whole.
     *
     * @param offset how many were read before
     * @param maxBytes most bytes to put
     */
    void read(long handle, long offset, int maxBytes, FuseReply to) throws ErrnoException {
        List<Named> names = open.get(handle);
        if (names == null) {
            throw new ErrnoException(Errno.EBADF, "directory %d: is not open".formatted(handle));
        }
        for (long at = Math.max(offset, 0); at < names.size(); at++) {
            Named entry = names.get((int) at);
            byte[] name = entry.name().bytes();
            int bytes = ENTRY_BYTES + name.length;
            int padding = Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT - bytes;
            if (to.length() + bytes + padding > maxBytes || bytes + padding > to.left()) {
                return;
            }
            to.u64(entry.number()).u64(at + 1).u32(name.length);
            to.u32(FileMode.entryType(entry.type())).bytes(name).zeros(padding);
        }
    }

    void close(long handle) {
        open.remove(handle);
    }
}
