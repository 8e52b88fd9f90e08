package dev.yagura.hypervisor.tap;

import dev.yagura.hypervisor.qemu.QemuProcess;
import dev.yagura.hypervisor.qemu.SocketDirectory;
import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A socket to which a QEMU connects its chardevs, while a tap is being attached. Nobody but QEMU's
 * user and root can reach it.
 */
final class TapListener implements Closeable {
    private final Path path;
    private final ServerSocketChannel server;

    private TapListener(Path path, ServerSocketChannel server) {
        this.path = path;
        this.server = server;
    }

    static TapListener open(TapDirectory directory, QemuProcess qemu) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        TapListener listener = new TapListener(directory.socket(), server);
        boolean listens = false;
        try {
            server.bind(UnixDomainSocketAddress.of(listener.path));
            server.configureBlocking(false);
            SocketDirectory.give(listener.path, qemu);
            listens = true;
            return listener;
        } finally {
            if (!listens) {
                listener.close();
            }
        }
    }

    Path path() {
        return path;
    }

    /** Returns the connection that QEMU has made, for reads that do not wait. */
    SocketChannel accept() throws IOException {
        SocketChannel connection = server.accept();
        if (connection == null) {
            throw new IOException("tap: QEMU did not connect to " + path);
        }
        connection.configureBlocking(false);
        return connection;
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(path);
    }
}
