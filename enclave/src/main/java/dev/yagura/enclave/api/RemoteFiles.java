package dev.yagura.enclave.api;

import dev.yagura.channel.plan9.RemoteFileTree;
import dev.yagura.enclave.watch.OpenFiles;
import dev.yagura.kernel.table.Row;
import dev.yagura.storage.file.FileTree;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** Files that an enclave has opened for this end, read over a connection of their own. */
record RemoteFiles(RemoteFileTree remote, Row facts) implements OpenFiles {
    @Override
    public FileTree tree() {
        return remote;
    }

    @Override
    public CompletableFuture<IOException> lost() {
        return remote.lost();
    }

    @Override
    public void close() {
        remote.close();
    }
}
