package dev.yagura.cli.exec;

import dev.yagura.cli.connect.Connection;
import dev.yagura.enclave.watch.OpenFiles;
import dev.yagura.enclave.watch.TreeRequest;
import dev.yagura.sandbox.fuse.FuseMount;
import dev.yagura.sandbox.fuse.PrivateMounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Mounts a VM's files for each use anew, where nobody else of this host sees them.
 *
 * <p>All uses share one connection to who watches the VM; after one that failed there is a new one.
 * Used by one thread.
 */
public final class MountedLooks implements Looks {
    private static final TreeRequest WHOLE = new TreeRequest(Optional.empty(), false);

    private final Connecting connecting;
    private Optional<Connection> connection = Optional.empty();

    /** Connects to who watches the VM. */
    @FunctionalInterface
    public interface Connecting {
        /** Connects, and gives keys of disks. */
        Connection connect() throws IOException;
    }

    /** Prepares; nothing is begun before the first use. */
    public MountedLooks(Connecting connecting) {
        this.connecting = connecting;
    }

    @Override
    public <T> T during(Use<T> use) throws IOException {
        return PrivateMounts.call(() -> {
            FuseMount.requireDevice();
            Path folder = Files.createTempDirectory("yagura-exec-");
            try (OpenFiles files = open()) {
                return mounted(files, folder, use);
            } finally {
                Files.delete(folder);
            }
        });
    }

    private <T> T mounted(OpenFiles files, Path folder, Use<T> use) throws IOException {
        CompletableFuture<String> lost =
                files.lost().thenApply(e -> "the VM's files are lost: " + e.getMessage());
        try (FuseMount mount =
                FuseMount.mount(files.tree(), folder, FuseMount.Options.forOwner("yagura"))) {
            return use.of(
                    new Look(
                            folder,
                            files.facts().text("vm"),
                            Optional.of(files.facts()),
                            lost,
                            Optional.of(mount.losses())));
        } finally {
            if (lost.isDone()) {
                close();
            }
        }
    }

    private OpenFiles open() throws IOException {
        Connection open = connection.orElse(null);
        try {
            if (open == null) {
                open = connecting.connect();
                connection = Optional.of(open);
            }
            return open.watch().open(open.guest(), WHOLE);
        } catch (IOException e) {
            try {
                close();
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        Optional<Connection> open = connection;
        connection = Optional.empty();
        if (open.isPresent()) {
            open.get().close();
        }
    }
}
