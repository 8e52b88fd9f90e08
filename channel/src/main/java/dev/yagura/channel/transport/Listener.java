package dev.yagura.channel.transport;

import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/** A listening socket. */
public final class Listener implements Closeable {
    private static final int BACKLOG = 64;

    private final ServerSocketChannel socket;
    private final Endpoint endpoint;

    private Listener(ServerSocketChannel socket, Endpoint endpoint) {
        this.socket = socket;
        this.endpoint = endpoint;
    }

    /**
     * Starts to listen. A Unix socket is made readable and writable for its owner only. A socket
     * file at its path that nobody listens on (an agent was killed) is replaced.
     *
     * @throws IOException if the address is in use, or may not be bound
     */
    public static Listener open(Endpoint endpoint) throws IOException {
        return switch (endpoint) {
            case Endpoint.Tcp tcp -> openTcp(tcp);
            case Endpoint.Unix unix -> openUnix(unix);
        };
    }

    private static Listener openTcp(Endpoint.Tcp endpoint) throws IOException {
        ServerSocketChannel socket = ServerSocketChannel.open();
        try {
            socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            InetAddress host = InetAddress.getByName(endpoint.host());
            socket.bind(new InetSocketAddress(host, endpoint.port()), BACKLOG);
            int port = ((InetSocketAddress) socket.getLocalAddress()).getPort();
            return new Listener(socket, new Endpoint.Tcp(endpoint.host(), port));
        } catch (IOException e) {
            socket.close();
            throw new IOException(
                    "agent %s: cannot listen: %s".formatted(endpoint, e.getMessage()), e);
        }
    }

    private static Listener openUnix(Endpoint.Unix endpoint) throws IOException {
        ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            removeIfLeftOver(endpoint.path());
            socket.bind(UnixDomainSocketAddress.of(endpoint.path()), BACKLOG);
            Files.setPosixFilePermissions(
                    endpoint.path(), PosixFilePermissions.fromString("rw-------"));
            return new Listener(socket, endpoint);
        } catch (IOException e) {
            socket.close();
            throw new IOException(
                    "agent %s: cannot listen: %s".formatted(endpoint, e.getMessage()), e);
        }
    }

    private static void removeIfLeftOver(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                || !Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .isOther()) {
            return;
        }
        try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            throw new IOException("somebody listens at " + probe.getRemoteAddress());
        } catch (ConnectException e) {
            Files.delete(path);
        }
    }

    /** Returns where this listens; a port that the system chose is filled in. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /**
     * Waits for the next connection, for as long as it takes.
     *
     * @throws java.nio.channels.ClosedChannelException once the listener is closed
     */
    public PlainChannel accept() throws IOException {
        return PlainChannel.accepted(socket.accept());
    }

    /** Stops listening; accepted connections live on. Removes the file of a Unix socket. */
    @Override
    public void close() throws IOException {
        boolean wasOpen = socket.isOpen();
        socket.close();
        if (wasOpen && endpoint instanceof Endpoint.Unix(Path path)) {
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                Files.delete(path);
            }
        }
    }
}
