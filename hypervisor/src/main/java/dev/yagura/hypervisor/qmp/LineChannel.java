package dev.yagura.hypervisor.qmp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.hypervisor.qmp.QmpException.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Lines of text over a Unix socket, each within a time and a length. One thread at a time. */
final class LineChannel implements AutoCloseable {
    private static final int CHUNK_BYTES = 65536;
    private static final long RETRY_MILLIS = 20;

    private final Path socket;
    private final SocketChannel channel;
    private final Selector selector;
    private final int maxLineBytes;
    private byte[] pending = new byte[CHUNK_BYTES];
    private int pendingBytes;
    private int searched;

    private LineChannel(Path socket, SocketChannel channel, Selector selector, int maxLineBytes) {
        this.socket = socket;
        this.channel = channel;
        this.selector = selector;
        this.maxLineBytes = maxLineBytes;
    }

    /** Connects; waits for a place in the listener's queue, which is short. */
    static LineChannel connect(Path socket, Deadline deadline, int maxLineBytes)
            throws QmpException {
        SocketChannel channel = null;
        Selector selector = null;
        try {
            selector = Selector.open();
            var address = UnixDomainSocketAddress.of(socket);
            while (channel == null) {
                channel = tryConnect(address);
                if (channel == null) {
                    pause(selector, deadline, socket);
                }
            }
            channel.register(selector, 0);
            return new LineChannel(socket, channel, selector, maxLineBytes);
        } catch (IOException | IllegalArgumentException e) {
            closeQuietly(channel, selector);
            if (e instanceof QmpException known) {
                throw known;
            }
            throw new QmpException(
                    Reason.UNREACHABLE,
                    "qmp: %s cannot be connected to: %s".formatted(socket, e.getMessage()),
                    e);
        }
    }

    /** Returns a connection, or null if the listener's queue is full at the moment. */
    private static @Nullable SocketChannel tryConnect(UnixDomainSocketAddress address)
            throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        boolean connected = false;
        try {
            channel.configureBlocking(false);
            connected = channel.connect(address);
        } catch (SocketException e) {
            // EAGAIN, by which unix(7) means a full queue, has no exception of its own.
            if (!String.valueOf(e.getMessage()).contains("temporarily unavailable")) {
                throw e;
            }
        } finally {
            if (!connected) {
                channel.close();
            }
        }
        return connected ? channel : null;
    }

    private static void pause(Selector selector, Deadline deadline, Path socket)
            throws IOException {
        if (!deadline.left().isPositive()) {
            throw new QmpException(
                    Reason.NO_ANSWER,
                    "qmp: %s accepted no connection for %s (another client connected?)"
                            .formatted(socket, deadline),
                    null);
        }
        selector.select(RETRY_MILLIS);
        if (Thread.currentThread().isInterrupted()) {
            throw new IOException("interrupted while waiting for QEMU");
        }
    }

    void send(String line, Deadline deadline) throws QmpException {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(UTF_8));
        try {
            while (bytes.hasRemaining()) {
                if (channel.write(bytes) == 0) {
                    await(SelectionKey.OP_WRITE, deadline);
                }
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Returns the next line without its end. */
    String receive(Deadline deadline) throws QmpException {
        while (true) {
            for (; searched < pendingBytes; searched++) {
                if (pending[searched] == '\n') {
                    return takeLine(searched);
                }
            }
            if (pendingBytes >= maxLineBytes) {
                throw new QmpException(
                        Reason.MALFORMED,
                        "qmp: %s sent a line of more than %d bytes".formatted(socket, maxLineBytes),
                        null);
            }
            fill(deadline);
        }
    }

    private void fill(Deadline deadline) throws QmpException {
        if (pendingBytes == pending.length) {
            pending = Arrays.copyOf(pending, Math.min(maxLineBytes, 2 * pending.length));
        }
        ByteBuffer free = ByteBuffer.wrap(pending, pendingBytes, pending.length - pendingBytes);
        try {
            int count = channel.read(free);
            if (count < 0) {
                throw new QmpException(
                        Reason.CLOSED,
                        "qmp: %s was closed by QEMU (has it ended?)".formatted(socket),
                        null);
            }
            if (count == 0) {
                await(SelectionKey.OP_READ, deadline);
            }
            pendingBytes += count;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private String takeLine(int end) {
        int length = end > 0 && pending[end - 1] == '\r' ? end - 1 : end;
        String line = new String(pending, 0, length, UTF_8);
        System.arraycopy(pending, end + 1, pending, 0, pendingBytes - end - 1);
        pendingBytes -= end + 1;
        searched = 0;
        return line;
    }

    private void await(int operation, Deadline deadline) throws IOException {
        Duration left = deadline.left();
        if (!left.isPositive()) {
            throw new QmpException(
                    Reason.NO_ANSWER,
                    "qmp: %s answered nothing for %s (another client connected?)"
                            .formatted(socket, deadline),
                    null);
        }
        var key = channel.keyFor(selector);
        if (key == null) {
            throw new IOException("socket closed");
        }
        key.interestOps(operation);
        selector.select(Math.max(1, left.toMillis()));
        selector.selectedKeys().clear();
        if (Thread.currentThread().isInterrupted()) {
            throw new IOException("interrupted while waiting for QEMU");
        }
    }

    private QmpException failed(IOException e) {
        return e instanceof QmpException known
                ? known
                : new QmpException(
                        Reason.CLOSED, "qmp: %s failed: %s".formatted(socket, e.getMessage()), e);
    }

    @Override
    public void close() {
        closeQuietly(channel, selector);
    }

    private static void closeQuietly(@Nullable Closeable... resources) {
        for (Closeable resource : resources) {
            try {
                if (resource != null) {
                    resource.close();
                }
            } catch (IOException e) {
                // Nothing is lost: every command was answered or reported as failed.
            }
        }
    }
}
