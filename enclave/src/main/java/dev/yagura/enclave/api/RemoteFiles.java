package dev.yagura.enclave.api;

import dev.yagura.channel.plan9.RemoteFileTree;
import dev.yagura.enclave.watch.OpenFiles;
import dev.yagura.kernel.table.Row;
import dev.yagura.storage.file.FileTree;

/** Files that an enclave has opened for this end, read over a connection of their own. */
record RemoteFiles(RemoteFileTree remote, Row facts) implements OpenFiles {
    @Override
    public FileTree tree() {
        return remote;
    }

    @Override
    public void close() {
        remote.close();
    }
}
