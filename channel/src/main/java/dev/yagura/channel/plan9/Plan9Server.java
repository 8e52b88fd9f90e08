package dev.yagura.channel.plan9;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.channel.AuditEvent;
import dev.yagura.channel.AuditEvent.Kind;
import dev.yagura.channel.AuditLog;
import dev.yagura.channel.ChannelException;
import dev.yagura.channel.transport.Acceptor;
import dev.yagura.channel.transport.ByteStream;
import dev.yagura.channel.transport.Deadline;
import dev.yagura.channel.transport.Endpoint;
import dev.yagura.channel.transport.PlainChannel;
import dev.yagura.channel.transport.TlsChannel;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Serves trees of files over 9P2000.L, read-only.
 *
 * <p>Over TLS 1.3 with certificates on both ends, or, for programs of this host, over a Unix socket
 * that only its owner may open. Clients are independent of each other; what one does wrong ends its
 * own connection.
 */
public final class Plan9Server implements AutoCloseable {
    private static final Duration HANDSHAKE_TIME = Duration.ofSeconds(10);

    private final Optional<SSLContext> tls;
    private final FileExports exports;
    private final Plan9Limits limits;
    private final AuditLog log;
    private final Semaphore connections;
    private final Acceptor acceptor;

    private Plan9Server(
            Endpoint endpoint,
            Optional<SSLContext> tls,
            FileExports exports,
            Plan9Limits limits,
            AuditLog log)
            throws IOException {
        this.tls = tls;
        this.exports = exports;
        this.limits = limits;
        this.log = log;
        this.connections = new Semaphore(limits.connections());
        this.acceptor = Acceptor.start(endpoint, "yagura-9p", new Connections());
    }

    /**
     * Starts to serve.
     *
     * @param endpoint where to listen; a Unix socket is made for its owner only
     * @param tls keys, and the trust manager that appraises clients; empty for a Unix socket whose
     *     owner is trusted
     * @param log where it is written which connections were refused or broke, and why
     * @throws IOException if the endpoint cannot be listened on
     * @throws IllegalArgumentException if it is a TCP port and there is no TLS
     */
    public static Plan9Server start(
            Endpoint endpoint,
            Optional<SSLContext> tls,
            FileExports exports,
            Plan9Limits limits,
            AuditLog log)
            throws IOException {
        if (endpoint instanceof Endpoint.Tcp && tls.isEmpty()) {
            throw new IllegalArgumentException(
                    "endpoint = %s, expected TLS or a Unix socket".formatted(endpoint));
        }
        return new Plan9Server(endpoint, tls, exports, limits, log);
    }

    /** Returns where this listens; a port that the system chose is filled in. */
    public Endpoint endpoint() {
        return acceptor.endpoint();
    }

    private final class Connections implements Acceptor.Service {
        @Override
        public boolean admits(PlainChannel connection) {
            boolean admitted = connections.tryAcquire();
            if (!admitted) {
                log.record(
                        new AuditEvent(
                                Kind.REFUSED,
                                connection.peer(),
                                "9P: %d clients are served, which is the most"
                                        .formatted(limits.connections())));
            }
            return admitted;
        }

        @Override
        public void serve(PlainChannel connection) {
            try (ByteStream stream = protect(connection)) {
                new Plan9Session(stream, exports, limits).serve();
            } catch (ChannelException e) {
                if (!isDueForm(e)) {
                    broken(connection.peer(), "%s: %s".formatted(e.reason(), e.getMessage()));
                }
            } catch (MalformedStructureException e) {
                broken(connection.peer(), e.getMessage());
            } finally {
                connections.release();
            }
        }

        @Override
        public void cannotAccept(IOException reason) {
            broken("listener", reason.getMessage());
        }
    }

    /** Returns whether a connection ended as it does when a client has what it wants. */
    private boolean isDueForm(ChannelException end) {
        return switch (end.reason()) {
            case CLOSED, CLOSED_HERE -> true;
            case TRUNCATED -> tls.isEmpty(); // there is no other end without TLS
            default -> false;
        };
    }

    private void broken(String peer, @Nullable String why) {
        log.record(new AuditEvent(Kind.BROKEN, peer, "9P: " + why));
    }

    private ByteStream protect(PlainChannel plain) throws ChannelException {
        return tls.isEmpty()
                ? plain
                : TlsChannel.server(
                        plain, tls.get(), List.of(Plan9.ALPN), Deadline.after(HANDSHAKE_TIME));
    }

    /**
     * Stops to listen and ends all connections; waits up to five seconds for what is under way.
     *
     * @throws IOException if the file of a Unix socket cannot be removed
     */
    @Override
    public void close() throws IOException {
        acceptor.close();
    }
}
