package dev.yagura.channel.transport;

import dev.yagura.channel.ChannelException;
import dev.yagura.channel.ChannelException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;

/**
 * A connected stream socket, not protected yet. Every wait on it has a deadline; a deadline that
 * passes closes the channel, because what a late answer belongs to can no longer be told.
 *
 * <p>One thread may read while another writes. Any thread may close.
 */
public final class PlainChannel implements ByteStream {
    private static final long IDLE = 0;
    private static final int UNIX_BUFFER_BYTES = 1 << 20;

    private final SocketChannel socket;
    private final String peer;
    private volatile long readBy = IDLE;
    private volatile long writeBy = IDLE;
    private volatile boolean expired;

    private PlainChannel(SocketChannel socket, String peer) {
        this.socket = socket;
        this.peer = peer;
    }

    /**
     * Connects to an endpoint. Tries all addresses of a host in turn.
     *
     * @throws ChannelException with {@link Reason#UNREACHABLE} or {@link Reason#TIMEOUT}
     */
    public static PlainChannel connect(Endpoint endpoint, Deadline deadline)
            throws ChannelException {
        return switch (endpoint) {
            case Endpoint.Unix unix -> connectUnix(unix, deadline);
            case Endpoint.Tcp tcp -> connectTcp(tcp, deadline);
        };
    }

    private static PlainChannel connectUnix(Endpoint.Unix endpoint, Deadline deadline)
            throws ChannelException {
        try {
            SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
            PlainChannel channel = new PlainChannel(socket, endpoint.toString());
            return channel.connectTo(UnixDomainSocketAddress.of(endpoint.path()), deadline);
        } catch (IOException e) {
            throw unreachable(endpoint, e);
        }
    }

    private static PlainChannel connectTcp(Endpoint.Tcp endpoint, Deadline deadline)
            throws ChannelException {
        IOException last = new UnknownHostException(endpoint.host());
        try {
            for (InetAddress address : InetAddress.getAllByName(endpoint.host())) {
                try {
                    PlainChannel channel =
                            new PlainChannel(SocketChannel.open(), endpoint.toString());
                    return channel.connectTo(
                            new InetSocketAddress(address, endpoint.port()), deadline);
                } catch (IOException e) {
                    last = e;
                }
            }
        } catch (UnknownHostException e) {
            last = e;
        }
        throw unreachable(endpoint, last);
    }

    private static ChannelException unreachable(Endpoint endpoint, IOException cause) {
        if (cause instanceof ChannelException late) {
            return late;
        }
        String why =
                cause instanceof UnknownHostException
                        ? "no address is known for this host"
                        : String.valueOf(cause.getMessage());
        return new ChannelException(
                Reason.UNREACHABLE, "agent %s: cannot connect: %s".formatted(endpoint, why), cause);
    }

    private PlainChannel connectTo(SocketAddress address, Deadline deadline) throws IOException {
        Watchdog.watch(this);
        readBy = moment(deadline);
        try {
            tune(socket);
            socket.connect(address);
            return this;
        } catch (IOException e) {
            close();
            throw expired ? late("no connection", deadline) : e;
        } finally {
            readBy = IDLE;
        }
    }

    /** Takes over a socket that a listener accepted. */
    static PlainChannel accepted(SocketChannel socket) throws IOException {
        tune(socket);
        SocketAddress from = socket.getRemoteAddress();
        String peer =
                from instanceof InetSocketAddress tcp
                        ? new Endpoint.Tcp(tcp.getAddress().getHostAddress(), tcp.getPort())
                                .toString()
                        : "unix";
        PlainChannel channel = new PlainChannel(socket, peer);
        Watchdog.watch(channel);
        return channel;
    }

    private static void tune(SocketChannel socket) throws IOException {
        if (socket.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        } else {
            socket.setOption(StandardSocketOptions.SO_SNDBUF, UNIX_BUFFER_BYTES);
            socket.setOption(StandardSocketOptions.SO_RCVBUF, UNIX_BUFFER_BYTES);
        }
    }

    /** Returns how messages call the other end: its endpoint, or the address it came from. */
    @Override
    public String peer() {
        return peer;
    }

    /**
     * Reads what is there, at least one byte.
     *
     * @return how many bytes were read, or -1 if the other end has closed the stream
     * @throws ChannelException with {@link Reason#TIMEOUT} and a closed channel after the deadline
     */
    public int read(ByteBuffer destination, Deadline deadline) throws ChannelException {
        readBy = moment(deadline);
        try {
            return socket.read(destination);
        } catch (IOException e) {
            ChannelException failure = failed(e, "silent", deadline);
            close();
            throw failure;
        } finally {
            readBy = IDLE;
        }
    }

    /**
     * Fills {@code destination}.
     *
     * @throws ChannelException with {@link Reason#TRUNCATED} if the stream ends before that
     */
    @Override
    public void readFully(ByteBuffer destination, Deadline deadline) throws ChannelException {
        while (destination.hasRemaining()) {
            if (deadline.hasPassed()) {
                close();
                throw late("too slow", deadline);
            }
            if (read(destination, deadline) < 0) {
                throw new ChannelException(
                        Reason.TRUNCATED,
                        "%s: stream ended, expected %d more bytes"
                                .formatted(peer, destination.remaining()));
            }
        }
    }

    /**
     * Writes all of {@code source}.
     *
     * @throws ChannelException if the other end takes no more; what it sent before can be read
     *     still
     */
    @Override
    public void write(ByteBuffer source, Deadline deadline) throws ChannelException {
        writeBy = moment(deadline);
        try {
            while (source.hasRemaining()) {
                socket.write(source);
            }
        } catch (IOException e) {
            throw failed(e, "takes no more bytes", deadline);
        } finally {
            writeBy = IDLE;
        }
    }

    /** Does nothing: what was written has left. */
    @Override
    public void flush(Deadline deadline) {}

    /** Returns {@code onWrite}: a stream without TLS has no alerts. */
    @Override
    public ChannelException explain(ChannelException onWrite) {
        return onWrite;
    }

    /** Closes the channel if something on it should have been done before {@code now}. */
    void expireIfLate(long now) {
        long read = readBy;
        long write = writeBy;
        if ((read != IDLE && read - now < 0) || (write != IDLE && write - now < 0)) {
            expired = true;
            close();
        }
    }

    /** Returns whether the channel is open on this end. */
    public boolean isOpen() {
        return socket.isOpen();
    }

    /**
     * Says that nothing more will be written, and waits until the other end has closed as well, so
     * that it gets to read what was written last: closing a socket on unread bytes resets it.
     */
    public void closeAfterPeer(Deadline deadline) {
        try {
            socket.shutdownOutput();
            ByteBuffer rest = ByteBuffer.allocate(1 << 14);
            while (!deadline.hasPassed() && read(rest.clear(), deadline) >= 0) {
                // what still comes belongs to a conversation that has ended
            }
        } catch (IOException e) {
            // The other end was quicker, or does not close: either way there is nothing to save.
        } finally {
            close();
        }
    }

    /** Closes at once, without a word to the other end. Waiting threads fail. Never blocks. */
    @Override
    public void close() {
        Watchdog.forget(this);
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing was promised about bytes on their way; the descriptor is gone in any case.
        }
    }

    @Override
    public void abort() {
        close();
    }

    private ChannelException failed(IOException e, String late, Deadline deadline) {
        if (expired) {
            return late(late, deadline);
        }
        if (e instanceof ClosedChannelException) {
            return new ChannelException(
                    Reason.CLOSED_HERE, peer + ": connection was closed on this end", e);
        }
        return new ChannelException(
                Reason.TRUNCATED, "%s: stream was cut: %s".formatted(peer, e.getMessage()), e);
    }

    private ChannelException late(String how, Deadline deadline) {
        return new ChannelException(
                Reason.TIMEOUT, "%s: %s, waited %s".formatted(peer, how, deadline));
    }

    private static long moment(Deadline deadline) {
        return deadline.nanoTime() == IDLE ? 1 : deadline.nanoTime();
    }
}
