package dev.yagura.channel.plan9;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.channel.ChannelException;
import dev.yagura.channel.transport.ByteStream;
import dev.yagura.channel.transport.Deadline;
import dev.yagura.channel.transport.Endpoint;
import dev.yagura.channel.transport.Listener;
import dev.yagura.channel.transport.PlainChannel;
import dev.yagura.channel.transport.TlsChannel;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;

/**
 * Serves trees of files over 9P2000.L, read-only.
 *
 * <p>Over TLS 1.3 with certificates on both ends, or, for programs of this host, over a Unix socket
 * that only its owner may open. Clients are independent of each other; what one does wrong ends its
 * own connection.
 */
public final class Plan9Server implements AutoCloseable {
    private static final Duration HANDSHAKE_TIME = Duration.ofSeconds(10);
    private static final Duration CLOSING_TIME = Duration.ofSeconds(5);

    private final Listener listener;
    private final Optional<SSLContext> tls;
    private final FileExports exports;
    private final Plan9Limits limits;
    private final Semaphore connections;
    private final Map<Thread, PlainChannel> running = new ConcurrentHashMap<>();
    private volatile boolean closing;

    private Plan9Server(
            Listener listener, Optional<SSLContext> tls, FileExports exports, Plan9Limits limits) {
        this.listener = listener;
        this.tls = tls;
        this.exports = exports;
        this.limits = limits;
        this.connections = new Semaphore(limits.connections());
    }

    /**
     * Starts to serve.
     *
     * @param endpoint where to listen; a Unix socket is made for its owner only
     * @param tls keys, and the trust manager that appraises clients; empty for a Unix socket whose
     *     owner is trusted
     * @throws IOException if the endpoint cannot be listened on
     * @throws IllegalArgumentException if it is a TCP port and there is no TLS
     */
    public static Plan9Server start(
            Endpoint endpoint, Optional<SSLContext> tls, FileExports exports, Plan9Limits limits)
            throws IOException {
        if (endpoint instanceof Endpoint.Tcp && tls.isEmpty()) {
            throw new IllegalArgumentException(
                    "endpoint = %s, expected TLS or a Unix socket".formatted(endpoint));
        }
        Plan9Server server = new Plan9Server(Listener.open(endpoint), tls, exports, limits);
        Thread.ofPlatform().daemon().name("yagura-9p-acceptor").start(server::accept);
        return server;
    }

    /** Returns where this listens; a port that the system chose is filled in. */
    public Endpoint endpoint() {
        return listener.endpoint();
    }

    private void accept() {
        while (!closing) {
            PlainChannel plain;
            try {
                plain = listener.accept();
            } catch (IOException e) {
                // Out of descriptors, most likely: without a pause this would be a busy loop.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
                continue;
            }
            if (!connections.tryAcquire()) {
                plain.close();
                continue;
            }
            Thread thread =
                    Thread.ofPlatform()
                            .daemon()
                            .name("yagura-9p-" + plain.peer())
                            .unstarted(() -> serve(plain));
            running.put(thread, plain);
            thread.start();
        }
    }

    private void serve(PlainChannel plain) {
        try (ByteStream stream = protect(plain)) {
            new Plan9Session(stream, exports, limits).serve();
        } catch (ChannelException | MalformedStructureException e) {
            // The end of a connection, good or bad; the client was told what it can be told.
        } finally {
            plain.close();
            running.remove(Thread.currentThread());
            connections.release();
        }
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
        closing = true;
        try {
            listener.close();
        } finally {
            running.values().forEach(PlainChannel::close);
            long end = System.nanoTime() + CLOSING_TIME.toNanos();
            try {
                for (Thread thread : running.keySet()) {
                    long left = end - System.nanoTime();
                    if (left > 0) {
                        thread.join(Duration.ofNanos(left));
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
