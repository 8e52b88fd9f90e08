package dev.yagura.testkit.host;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A Unix socket whose every wait has an end. Not safe for concurrent use. */
public final class TimedChannel implements AutoCloseable {
    private static final int MAX_LINE_BYTES = 1 << 24;

    private final String name;
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final ByteBuffer received = ByteBuffer.allocate(1 << 16).flip();

    /**
     * Takes over a connected socket.
     *
     * @param name of the peer, for messages
     */
    public TimedChannel(String name, SocketChannel channel) throws IOException {
        this.name = name;
        this.channel = channel;
        channel.configureBlocking(false);
        this.selector = Selector.open();
        this.key = channel.register(selector, SelectionKey.OP_READ);
    }

    /** Sends all of the bytes. */
    public void send(byte[] bytes, Deadline deadline) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            if (channel.write(left) == 0) {
                await(SelectionKey.OP_WRITE, deadline);
            }
        }
    }

    /**
     * Receives one byte.
     *
     * @throws EOFException if the peer closed
     */
    public int receive(Deadline deadline) throws IOException {
        while (!received.hasRemaining()) {
            received.clear();
            int count = channel.read(received);
            received.flip();
            if (count < 0) {
                throw new EOFException(name + ": connection closed by the peer");
            }
            if (count == 0) {
                await(SelectionKey.OP_READ, deadline);
            }
        }
        return Byte.toUnsignedInt(received.get());
    }

    /** Receives up to a newline, which is left out. */
    public String receiveLine(Deadline deadline) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int next = receive(deadline); next != '\n'; next = receive(deadline)) {
            line.write(next);
            if (line.size() > MAX_LINE_BYTES) {
                throw new IOException(
                        "%s: line of more than %d bytes".formatted(name, MAX_LINE_BYTES));
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private void await(int operation, Deadline deadline) throws IOException {
        key.interestOps(operation);
        Duration left = deadline.left();
        if (left.isZero()) {
            throw new IOException("%s: no answer in %s".formatted(name, deadline));
        }
        selector.select(Math.max(1, left.toMillis()));
        selector.selectedKeys().clear();
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException(name + ": interrupted");
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }
}
