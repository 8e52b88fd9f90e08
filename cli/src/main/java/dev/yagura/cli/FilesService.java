package dev.yagura.cli;

import dev.yagura.channel.AuditLog;
import dev.yagura.channel.plan9.FileExports;
import dev.yagura.channel.plan9.Plan9Limits;
import dev.yagura.channel.plan9.Plan9Server;
import dev.yagura.channel.transport.Endpoint;
import dev.yagura.enclave.watch.OpenFiles;
import dev.yagura.sandbox.fuse.FuseMount;
import dev.yagura.sandbox.fuse.Losses;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A VM's files where programs of this host read them, until it ends. */
interface FilesService extends AutoCloseable {
    /** Returns where they are, for people. */
    String where();

    /**
     * Waits until it has ended.
     *
     * @throws IOException with the reason, if the files are lost
     */
    void awaitEnd() throws InterruptedException, IOException;

    /** Returns what could not be read up to now; empty where only who asked is told. */
    Optional<Losses> losses();

    @Override
    void close() throws IOException;

    /** Mounts them on a directory. */
    static FilesService mounted(OpenFiles files, Path directory, FuseMount.Options options)
            throws IOException {
        FuseMount mount = FuseMount.mount(files.tree(), directory, options);
        return new FilesService() {
            @Override
            public String where() {
                return mount.directory().toString();
            }

            @Override
            public void awaitEnd() throws InterruptedException {
                mount.awaitEnd();
            }

            @Override
            public Optional<Losses> losses() {
                return Optional.of(mount.losses());
            }

            @Override
            public void close() {
                mount.close();
            }
        };
    }

    /**
     * Serves them by 9P2000.L, for programs that have no mounts.
     *
     * @throws IOException if there is such a file already, or its folder cannot be written to
     */
    static FilesService atSocket(OpenFiles files, Endpoint.Unix socket) throws IOException {
        Plan9Server server =
                Plan9Server.start(
                        socket,
                        Optional.empty(),
                        FileExports.of(files.tree()),
                        Plan9Limits.DEFAULT,
                        AuditLog.toSystemLogger("dev.yagura.files"));
        CompletableFuture<Void> closed = new CompletableFuture<>();
        return new FilesService() {
            @Override
            public String where() {
                return socket.toString();
            }

            @Override
            public void awaitEnd() throws InterruptedException, IOException {
                try {
                    CompletableFuture.anyOf(closed, files.lost()).get();
                } catch (ExecutionException e) {
                    throw new IllegalStateException("the end came as an exception", e);
                }
                if (!closed.isDone()) {
                    throw new IOException("the VM's files are lost", files.lost().join());
                }
            }

            @Override
            public Optional<Losses> losses() {
                return Optional.empty();
            }

            @Override
            public void close() throws IOException {
                closed.complete(null);
                server.close();
            }
        };
    }
}
