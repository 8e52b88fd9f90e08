package dev.yagura.channel.plan9;

import dev.yagura.storage.file.FileTree;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.storage.posix.Errno;
import dev.yagura.storage.posix.ErrnoException;
import dev.yagura.storage.posix.FileNumbers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What one client has: trees, the files that it has found, and the length of its messages. */
final class ClientFiles {
    private final FileExports exports;
    private final Plan9Limits limits;
    private final Fids fids;
    private final List<FileExports.Export> attached = new ArrayList<>();
    private volatile FileNumbers numbers = new FileNumbers();
    private volatile int messageBytes = Plan9.MAX_VERSION_BYTES;

    ClientFiles(FileExports exports, Plan9Limits limits) {
        this.exports = exports;
        this.limits = limits;
        this.fids = new Fids(limits.fids(), limits.listed());
    }

    Plan9Limits limits() {
        return limits;
    }

    Fids fids() {
        return fids;
    }

    FileNumbers numbers() {
        return numbers;
    }

    /** Returns how long a message may be. */
    int messageBytes() {
        return messageBytes;
    }

    /** Forgets all files. Nothing else may be under way. */
    void begin(int messageBytes) {
        close();
        this.messageBytes = messageBytes;
    }

    /** Opens a tree; it is closed with all else. */
    FileTree attach(String name) throws IOException {
        synchronized (attached) {
            if (attached.size() >= limits.fids()) {
                throw new ErrnoException(
                        Errno.EMFILE, "9P attach: %d trees are open".formatted(attached.size()));
            }
            FileExports.Export export = exports.open(name);
            attached.add(export);
            return export.tree();
        }
    }

    /** Lets go of all files and trees. */
    void close() {
        fids.clear();
        numbers = new FileNumbers();
        List<FileExports.Export> all;
        synchronized (attached) {
            all = List.copyOf(attached);
            attached.clear();
        }
        all.forEach(FileExports.Export::close);
    }

    Qid qid(StoredFile file) {
        return Qid.of(Optional.of(file.attributes().type()), numbers.of(file));
    }
}
