package dev.yagura.channel.nbd;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.channel.ChannelException;
import dev.yagura.channel.ChannelException.Reason;
import dev.yagura.channel.Printable;
import dev.yagura.channel.transport.ByteStream;
import dev.yagura.channel.transport.Deadline;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/** The connections to one export: as many as there are threads that read at once, up to a limit. */
final class ConnectionPool {
    private static final long UNKNOWN = -1;

    private final NbdConnector connector;
    private final ExpectedExport export;
    private final RemoteReadConfig config;
    private final int maxInFlight;
    private final List<NbdConnection> connections = new CopyOnWriteArrayList<>();
    private final ReentrantLock opening = new ReentrantLock();
    private volatile long sizeBytes = UNKNOWN;
    private boolean closed;

    ConnectionPool(
            NbdConnector connector,
            ExpectedExport export,
            RemoteReadConfig config,
            int maxInFlight) {
        this.connector = connector;
        this.export = export;
        this.config = config;
        this.maxInFlight = maxInFlight;
        this.sizeBytes = export.sizeBytes().orElse(UNKNOWN);
    }

    /** Returns the size of the export, in bytes; known once a connection was opened. */
    long sizeBytes() {
        return sizeBytes;
    }

    /** Opens a connection, beside those that are there. */
    NbdConnection open() throws ChannelException {
        opening.lock();
        try {
            if (closed) {
                throw new ChannelException(
                        Reason.CLOSED_HERE, export.name() + ": it was closed on this end");
            }
            ByteStream channel = connector.connect();
            try {
                negotiate(channel);
            } catch (MalformedStructureException e) {
                channel.close();
                throw new ChannelException(
                        Reason.PROTOCOL, channel.peer() + ": " + e.getMessage(), e);
            } catch (ChannelException e) {
                channel.close();
                throw e;
            }
            NbdConnection connection =
                    new NbdConnection(channel, config.answerTime(), maxInFlight, export.sparse());
            connections.add(connection);
            return connection;
        } finally {
            opening.unlock();
        }
    }

    private void negotiate(ByteStream channel)
            throws ChannelException, MalformedStructureException {
        Deadline deadline = Deadline.after(config.answerTime());
        ClientPhase.Export found = new ClientPhase(channel, deadline).go(export.name());
        String expected = export.description().orElse(found.description());
        if (!found.description().equals(expected)) {
            throw new ChannelException(
                    Reason.GUEST_CHANGED,
                    "%s: export %s is \"%s\", expected \"%s\""
                            .formatted(
                                    channel.peer(),
                                    export.name(),
                                    Printable.of(found.description()),
                                    Printable.of(expected)));
        }
        if (sizeBytes == UNKNOWN) {
            sizeBytes = found.size();
        } else if (found.size() != sizeBytes) {
            throw new ChannelException(
                    Reason.PROTOCOL,
                    "%s: export %s has 0x%x bytes, expected 0x%x"
                            .formatted(channel.peer(), export.name(), found.size(), sizeBytes));
        }
    }

    /** Returns the least busy connection, or a new one if all are busy. */
    NbdConnection choose() throws ChannelException {
        NbdConnection best =
                connections.stream()
                        .min(Comparator.comparingInt(NbdConnection::inFlight))
                        .orElseThrow();
        if (best.inFlight() == 0
                || connections.size() >= config.maxConnections()
                || !opening.tryLock()) {
            return best;
        }
        try {
            return connections.size() < config.maxConnections() ? open() : best;
        } finally {
            opening.unlock();
        }
    }

    void close() {
        opening.lock();
        try {
            closed = true;
            connections.forEach(NbdConnection::close);
        } finally {
            opening.unlock();
        }
    }
}
