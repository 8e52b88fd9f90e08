package dev.yagura.channel.nbd;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.channel.ChannelException;
import dev.yagura.channel.ChannelException.Reason;
import dev.yagura.channel.transport.ByteStream;
import dev.yagura.channel.transport.Deadline;
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

    private final ByteStream channel;
    private final Duration answerTime;
    private final AtomicLong cookies = new AtomicLong();
    private final Map<Long, PendingRead> pending = new ConcurrentHashMap<>();
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantLock reading = new ReentrantLock(true);
    private final byte[] header = new byte[ReplyChunk.BYTES];
    private final ChunkReader chunks; // by whoever holds reading
    private final ByteBuffer requests;
    private volatile @Nullable ChannelException dead;

    /**
     * Takes over a channel whose negotiation is done.
     *
     * @param answerTime for each piece of a reply to arrive
     * @param maxInFlight reads that are submitted at once, at most
     * @param sparse whether a reply may say that a stretch is a hole
     */
    NbdConnection(ByteStream channel, Duration answerTime, int maxInFlight, boolean sparse) {
        this.channel = channel;
        this.chunks = new ChunkReader(channel, sparse);
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
                new Request(0, Nbd.CMD_READ, cookie, read.offset(), read.length()).put(requests);
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
                                    .formatted(
                                            channel.peer(), read.length(), read.offset(), missed)));
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
                ChannelException error = chunks.error(read, chunk, deadline);
                pending.remove(chunk.cookie());
                read.complete(error);
            } else if (chunks.fill(read, chunk, deadline)) {
                pending.remove(chunk.cookie());
                read.complete(null);
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
