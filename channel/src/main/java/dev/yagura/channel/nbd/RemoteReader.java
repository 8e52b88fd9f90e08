package dev.yagura.channel.nbd;

import dev.yagura.channel.ChannelException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one export: many requests in flight, over as many connections as there are busy threads.
 *
 * <p>Once a connection has failed all later reads fail for the same reason. Safe for concurrent
 * use.
 */
final class RemoteReader {
    private static final int MAX_IN_FLIGHT = 64;
    private static final long MAX_BYTES_IN_FLIGHT = 4L << 20;

    private final ConnectionPool connections;
    private volatile @Nullable ChannelException dead;

    private RemoteReader(ConnectionPool connections) {
        this.connections = connections;
    }

    /**
     * Connects to an export.
     *
     * @param connector opens connections; used again later, by any thread
     * @throws ChannelException if the server is not reached, or the export is not the expected one
     */
    static RemoteReader open(NbdConnector connector, ExpectedExport export, RemoteReadConfig config)
            throws ChannelException {
        ConnectionPool connections = new ConnectionPool(connector, export, config, MAX_IN_FLIGHT);
        connections.open();
        return new RemoteReader(connections);
    }

    /** Returns the size of the export, in bytes. */
    long sizeBytes() {
        return connections.sizeBytes();
    }

    /** Fills the destinations of all reads that were added to a plan. */
    void fetch(ReadPlan plan) throws ChannelException {
        ChannelException gone = dead;
        if (gone != null) {
            throw lost(gone);
        }
        try {
            run(plan.requests());
        } catch (ChannelException e) {
            if (e.reason().isAnswer()) {
                throw e;
            }
            throw lost(e);
        }
        plan.distribute();
    }

    /** Keeps the first failure that ends this reader, and returns one that repeats it. */
    private ChannelException lost(ChannelException e) {
        ChannelException first = dead;
        if (first == null) {
            first = e;
            dead = e;
        }
        return new ChannelException(first.reason(), String.valueOf(first.getMessage()), first);
    }

    /** Keeps up to so many requests in flight until all are answered, also if some fail. */
    private void run(List<PendingRead> requests) throws ChannelException {
        if (requests.isEmpty()) {
            return;
        }
        NbdConnection connection = connections.choose();
        ChannelException failure = null;
        int sent = 0;
        long bytesInFlight = 0;
        for (int answered = 0; answered < requests.size(); answered++) {
            boolean roomy =
                    sent - answered <= MAX_IN_FLIGHT / 2
                            && bytesInFlight <= MAX_BYTES_IN_FLIGHT / 2;
            if (sent < requests.size() && roomy) {
                int end = sent;
                while (end < requests.size()
                        && end - answered < MAX_IN_FLIGHT
                        && (bytesInFlight < MAX_BYTES_IN_FLIGHT || end == answered)) {
                    bytesInFlight += requests.get(end++).length();
                }
                connection.submit(requests.subList(sent, end));
                sent = end;
            }
            try {
                connection.await(requests.get(answered));
            } catch (ChannelException e) {
                // Others may be on their way into destinations of the caller: wait for them too.
                failure = failure == null ? e : failure;
            }
            bytesInFlight -= requests.get(answered).length();
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Ends all reads, those that are under way included, with {@code why}. */
    void lose(ChannelException why) {
        if (dead == null) {
            dead = why;
        }
        connections.close();
    }

    /** Closes all connections; reads that are under way fail. */
    void close() {
        connections.close();
    }
}
