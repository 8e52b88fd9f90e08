package dev.yagura.testkit.guest;

import dev.yagura.testkit.host.Deadline;
import dev.yagura.testkit.host.TimedChannel;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** A Unix socket that QEMU connects to when it starts, so that nobody has to poll for QEMU. */
final class PeerListener implements AutoCloseable {
    private static final int LOOK_AT_PROCESS_EVERY_MS = 100;

    private final String name;
    private final ServerSocketChannel server;

    private PeerListener(String name, ServerSocketChannel server) {
        this.name = name;
        this.server = server;
    }

    static PeerListener listen(String name, Path socket) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        server.configureBlocking(false);
        return new PeerListener(name, server);
    }

    /** Waits for the connection, as long as {@code peer} lives. */
    TimedChannel accept(Process peer, Deadline deadline) throws IOException {
        try (Selector selector = Selector.open()) {
            server.register(selector, SelectionKey.OP_ACCEPT);
            while (true) {
                SocketChannel channel = server.accept();
                if (channel != null) {
                    return new TimedChannel(name, channel);
                }
                if (!peer.isAlive()) {
                    throw new IOException(
                            "QEMU: exit status %d before it connected its %s"
                                    .formatted(peer.exitValue(), name));
                }
                if (deadline.left().isZero()) {
                    throw new IOException("%s: no connection in %s".formatted(name, deadline));
                }
                selector.select(LOOK_AT_PROCESS_EVERY_MS);
                selector.selectedKeys().clear();
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException(name + ": interrupted");
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
