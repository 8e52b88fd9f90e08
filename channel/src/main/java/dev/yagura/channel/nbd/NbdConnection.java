package dev.yagura.channel.nbd;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.channel.ChannelException;
import dev.yagura.channel.ChannelException.Reason;
import dev.yagura.channel.Printable;
import dev.yagura.channel.transport.Deadline;
import dev.yagura.channel.transport.TlsChannel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One connection to an export, with many reads in flight.
 *
 * <p>There is no thread that reads replies: that would cost a wake-up for each. Of the threads that
 * wait for replies one reads them, for all, until its own is there. So replies may come in any
 * order and fill the destination of another thread.
 *
 * <p>Everything the server sends is checked against what was asked. The first thing that does not
 * fit ends the connection: nothing that follows could be relied on.
 */
final class NbdConnection {
    /** A whole reply may take so many times as long as a piece of it. */
    private static final int PIECES = 6;

    private final TlsChannel channel;
    private final Duration answerTime;
    private final AtomicLong cookies = new AtomicLong();
    private final Map<Long, PendingRead> pending = new ConcurrentHashMap<>();
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantLock reading = new ReentrantLock(true);
    private final byte[] header = new byte[ReplyChunk.BYTES];
    private final ByteBuffer offset = ByteBuffer.allocate(8);
    private final ByteBuffer requests;
    private volatile @Nullable ChannelException dead;

    /**
     * Takes over a channel whose negotiation is done.
     *
     * @param answerTime for each piece of a reply to arrive
     * @param maxInFlight reads that are submitted at once, at most
     */
    NbdConnection(TlsChannel channel, Duration answerTime, int maxInFlight) {
        this.channel = channel;
        this.answerTime = answerTime;
        this.requests = ByteBuffer.allocate(maxInFlight * Request.BYTES);
    }

    /** Returns how many reads are in flight. */
    int inFlight() {
        return pending.size();
    }

    /** Sends the requests for {@code reads} together. */
    void submit(List<PendingRead> reads) throws ChannelException {
        writing.lock();
        try {
            requireAlive();
            requests.clear();
            Deadline whole = Deadline.after(answerTime.multipliedBy(PIECES));
            for (PendingRead read : reads) {
                read.ask(whole);
                long cookie = cookies.incrementAndGet();
                pending.put(cookie, read);
                new Request(0, Nbd.CMD_READ, cookie, read.gpa(), read.length()).put(requests);
            }
            Deadline deadline = Deadline.after(answerTime);
            channel.write(requests.flip(), deadline);
            channel.flush(deadline);
        } catch (ChannelException e) {
            if (dead == null) {
                fail(explain(e));
            }
        } finally {
            writing.unlock();
        }
        // A connection that died meanwhile has failed the reads it knew of, perhaps not these.
        requireAlive();
    }

    /** A refusal that the server sent before it closed says more than the broken stream. */
    private ChannelException explain(ChannelException e) {
        if (!reading.tryLock()) {
            return e;
        }
        try {
            return channel.explain(e);
        } finally {
            reading.unlock();
        }
    }

    /** Waits until {@code read} is answered. */
    void await(PendingRead read) throws ChannelException {
        if (!read.isDone()) {
            reading.lock();
            try {
                while (!read.isDone()) {
                    requireAlive();
                    requireInTime(read);
                    readChunk();
                }
            } finally {
                reading.unlock();
            }
        }
        ChannelException failure = read.failure();
        if (failure != null) {
            throw afterReaders(failure);
        }
        read.finish();
    }

    /** Each chunk may come in time and their end never: small ones, or those of other reads. */
    private void requireInTime(PendingRead read) throws ChannelException {
        Deadline missed = read.missed();
        if (missed != null) {
            throw fail(
                    new ChannelException(
                            Reason.TIMEOUT,
                            "%s: reply to the read of %d bytes at 0x%x is not whole, waited %s"
                                    .formatted(channel.peer(), read.length(), read.gpa(), missed)));
        }
    }

    private void readChunk() throws ChannelException {
        boolean ok = false;
        try {
            Deadline deadline = Deadline.after(answerTime);
            channel.readFully(ByteBuffer.wrap(header), deadline);
            ReplyChunk chunk = ReplyChunk.parse(header);
            PendingRead read = pending.get(chunk.cookie());
            if (read == null) {
                throw ReplyChunk.refused(
                        "cookie",
                        "is 0x%x, expected one of %d in flight"
                                .formatted(chunk.cookie(), pending.size()));
            }
            if (chunk.isError()) {
                failed(read, chunk, deadline);
            } else {
                filled(read, chunk, deadline);
            }
            ok = true;
        } catch (MalformedStructureException e) {
            throw fail(
                    new ChannelException(
                            Reason.PROTOCOL, channel.peer() + ": " + e.getMessage(), e));
        } catch (ChannelException e) {
            throw fail(e);
        } finally {
            if (!ok && dead == null) {
                // A destination was closed under the read: the stream is at an unknown place now.
                fail(
                        new ChannelException(
                                Reason.CLOSED_HERE, channel.peer() + ": a read was broken off"));
            }
        }
    }

    private void filled(PendingRead read, ReplyChunk chunk, Deadline deadline)
            throws ChannelException, MalformedStructureException {
        if (chunk.type() != Nbd.REPLY_TYPE_OFFSET_DATA) {
            throw ReplyChunk.refused(
                    "type", "is %d, expected data of RAM (1)".formatted(chunk.type()));
        }
        ByteBuffer rest = read.rest();
        int count = chunk.length() - Long.BYTES;
        if (count < 1 || count > rest.remaining()) {
            throw ReplyChunk.refused(
                    "length",
                    "is %d, expected 9..%d".formatted(chunk.length(), rest.remaining() + 8));
        }
        channel.readFully(offset.clear(), deadline);
        long at = offset.getLong(0);
        long expected = read.gpa() + rest.position();
        if (at != expected) {
            throw ReplyChunk.refused("offset", "is 0x%x, expected 0x%x".formatted(at, expected));
        }
        boolean all = count == rest.remaining();
        if (chunk.done() != all) {
            throw ReplyChunk.refused(
                    "flags",
                    all
                            ? "say that more follows, expected the end of the reply"
                            : "end the reply, expected %d more bytes"
                                    .formatted(rest.remaining() - count));
        }
        ByteBuffer part = rest.slice(rest.position(), count);
        channel.readFully(part, deadline);
        rest.position(rest.position() + count);
        if (all) {
            pending.remove(chunk.cookie());
            read.complete(null);
        }
    }

    private void failed(PendingRead read, ReplyChunk chunk, Deadline deadline)
            throws ChannelException, MalformedStructureException {
        if (!chunk.done() || chunk.length() > NbdLimits.MAX_OPTION_BYTES) {
            throw ReplyChunk.refused(
                    "length",
                    "is %d in an error, expected one short chunk that ends the reply"
                            .formatted(chunk.length()));
        }
        ByteBuffer payload = ByteBuffer.allocate(chunk.length());
        channel.readFully(payload, deadline);
        ErrorChunk error = ErrorChunk.parse(payload.array(), chunk.type());
        pending.remove(chunk.cookie());
        read.complete(
                new ChannelException(
                        Reason.REMOTE_FAILURE,
                        "%s: read of %d bytes at 0x%x failed there: %s"
                                .formatted(
                                        channel.peer(),
                                        read.length(),
                                        read.gpa(),
                                        Printable.of(error.toString()))));
    }

    private void requireAlive() throws ChannelException {
        if (dead != null) {
            throw afterReaders(dead);
        }
    }

    /** Waits until no thread fills destinations any more: they belong to their owners again. */
    private ChannelException afterReaders(ChannelException why) {
        reading.lock();
        try {
            return again(why);
        } finally {
            reading.unlock();
        }
    }

    private static ChannelException again(ChannelException why) {
        return new ChannelException(why.reason(), String.valueOf(why.getMessage()), why);
    }

    /** Ends the connection; all reads in flight fail for that reason. Returns the first reason. */
    private synchronized ChannelException fail(ChannelException why) {
        ChannelException first = dead == null ? why : dead;
        dead = first;
        channel.abort();
        pending.values().forEach(read -> read.complete(first));
        pending.clear();
        return again(first);
    }

    /** Returns why the connection ended, or null while it works. */
    @Nullable ChannelException failure() {
        return dead;
    }

    /** Says goodbye in due form if nothing is in flight; ends the connection in any case. */
    void close() {
        if (dead == null && pending.isEmpty() && writing.tryLock()) {
            try {
                Deadline deadline = Deadline.after(answerTime);
                requests.clear();
                new Request(0, Nbd.CMD_DISC, 0, 0, 0).put(requests);
                channel.write(requests.flip(), deadline);
                channel.close();
            } catch (ChannelException e) {
                // The server was quicker; there is nothing left to say to it.
            } finally {
                writing.unlock();
            }
        }
        fail(
                new ChannelException(
                        Reason.CLOSED_HERE,
                        channel.peer() + ": connection was closed on this end"));
    }
}
