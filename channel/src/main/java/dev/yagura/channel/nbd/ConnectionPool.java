package dev.yagura.channel.nbd;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.channel.ChannelException;
import dev.yagura.channel.ChannelException.Reason;
import dev.yagura.channel.Printable;
import dev.yagura.channel.transport.Deadline;
import dev.yagura.channel.transport.TlsChannel;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/** The connections to one export: as many as there are threads that read at once, up to a limit. */
final class ConnectionPool {
    private final TlsConnector connector;
    private final RemoteExport export;
    private final RemoteMemoryConfig config;
    private final int maxInFlight;
    private final List<NbdConnection> connections = new CopyOnWriteArrayList<>();
    private final ReentrantLock opening = new ReentrantLock();
    private boolean closed;

    ConnectionPool(
            TlsConnector connector,
            RemoteExport export,
            RemoteMemoryConfig config,
            int maxInFlight) {
        this.connector = connector;
        this.export = export;
        this.config = config;
        this.maxInFlight = maxInFlight;
    }

    /** Opens a connection, beside those that are there. */
    NbdConnection open() throws ChannelException {
        opening.lock();
        try {
            if (closed) {
                throw new ChannelException(
                        Reason.CLOSED_HERE, export.name() + ": memory was closed on this end");
            }
            TlsChannel channel = connector.connect();
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
            NbdConnection connection = new NbdConnection(channel, config.answerTime(), maxInFlight);
            connections.add(connection);
            return connection;
        } finally {
            opening.unlock();
        }
    }

    private void negotiate(TlsChannel channel)
            throws ChannelException, MalformedStructureException {
        Deadline deadline = Deadline.after(config.answerTime());
        ClientPhase.Export found = new ClientPhase(channel, deadline).go(export.name());
        if (!found.description().equals(export.description())) {
            throw new ChannelException(
                    Reason.GUEST_CHANGED,
                    "%s: export %s is \"%s\", expected \"%s\""
                            .formatted(
                                    channel.peer(),
                                    export.name(),
                                    Printable.of(found.description()),
                                    Printable.of(export.description())));
        }
        if (found.size() != export.size()) {
            throw new ChannelException(
                    Reason.PROTOCOL,
                    "%s: export %s has 0x%x bytes, expected 0x%x"
                            .formatted(channel.peer(), export.name(), found.size(), export.size()));
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
