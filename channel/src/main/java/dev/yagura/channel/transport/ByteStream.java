package dev.yagura.channel.transport;

import dev.yagura.channel.ChannelException;
import java.io.Closeable;
import java.nio.ByteBuffer;

/**
 * A connected stream of bytes on which no wait is unbounded, protected or not.
 *
 * <p>One thread may read while another writes. Any thread may close.
 */
public sealed interface ByteStream extends Closeable permits PlainChannel, TlsChannel {
    /** Returns how messages call the other end. */
    String peer();

    /**
     * Fills {@code destination}.
     *
     * @throws ChannelException if the stream ends or breaks before that, or the deadline passes
     */
    void readFully(ByteBuffer destination, Deadline deadline) throws ChannelException;

    /**
     * Takes all of {@code source} to send; it has left after {@link #flush} at the latest.
     *
     * @throws ChannelException if the other end takes no more, or the deadline passes
     */
    void write(ByteBuffer source, Deadline deadline) throws ChannelException;

    /** Sends what {@link #write} has taken so far. */
    void flush(Deadline deadline) throws ChannelException;

    /**
     * Returns why a write failed, as far as the other end said so before it closed. Called by a
     * thread that may read.
     */
    ChannelException explain(ChannelException onWrite);

    /** Ends the stream in due form where that does not block, and closes it. */
    @Override
    void close();

    /** Closes without a word. Never blocks. */
    void abort();
}
