package dev.yagura.channel.transport;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Accepts connections at an endpoint, and has each served by a thread of its own.
 *
 * <p>By a platform thread, as a wake-up of one is twice as quick as that of a virtual one, and
 * there are few connections.
 */
public final class Acceptor implements Closeable {
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration CLOSING_TIME = Duration.ofSeconds(5);

    private final Listener listener;
    private final String name;
    private final Service service;
    private final Map<Thread, PlainChannel> running = new ConcurrentHashMap<>();
    private volatile boolean closing;

    /** What is done with connections. */
    public interface Service {
        /**
         * Returns whether a connection may be served; if not, it is closed. Is asked for one after
         * the other, and does not wait.
         */
        boolean admits(PlainChannel connection);

        /** Serves a connection that was admitted, which is closed thereafter. */
        void serve(PlainChannel connection);

        /**
         * Is told why the next connection could not be accepted; it is tried again, until this is
         * closed.
         */
        void cannotAccept(IOException reason);
    }

    private Acceptor(Listener listener, String name, Service service) {
        this.listener = listener;
        this.name = name;
        this.service = service;
    }

    /**
     * Starts to accept.
     *
     * @param endpoint where to listen; a Unix socket is made for its owner only
     * @param name what the threads' names begin with
     * @throws IOException if the endpoint cannot be listened on
     */
    public static Acceptor start(Endpoint endpoint, String name, Service service)
            throws IOException {
        Acceptor acceptor = new Acceptor(Listener.open(endpoint), name, service);
        Thread.ofPlatform().daemon().name(name + "-acceptor").start(acceptor::accept);
        return acceptor;
    }

    /** Returns where this listens; a port that the system chose is filled in. */
    public Endpoint endpoint() {
        return listener.endpoint();
    }

    private void accept() {
        while (!closing) {
            try {
                take(listener.accept());
            } catch (IOException e) {
                if (!closing) {
                    service.cannotAccept(e);
                    // Out of descriptors, most likely: without a pause this would be a busy loop.
                    LockSupport.parkNanos(PAUSE.toNanos());
                }
            }
        }
    }

    private void take(PlainChannel connection) {
        if (!service.admits(connection)) {
            connection.close();
            return;
        }
        Thread thread =
                Thread.ofPlatform()
                        .daemon()
                        .name(name + "-" + connection.peer())
                        .unstarted(() -> serve(connection));
        running.put(thread, connection);
        thread.start();
    }

    private void serve(PlainChannel connection) {
        try {
            service.serve(connection);
        } finally {
            connection.close();
            running.remove(Thread.currentThread());
        }
    }

    /**
     * Stops to listen; connections are served on.
     *
     * @throws IOException if the file of a Unix socket cannot be removed
     */
    public void stop() throws IOException {
        closing = true;
        listener.close();
    }

    /**
     * Stops to listen and ends all connections; waits up to five seconds for what is under way.
     *
     * @throws IOException if the file of a Unix socket cannot be removed
     */
    @Override
    public void close() throws IOException {
        try {
            stop();
        } finally {
            running.values().forEach(PlainChannel::close);
            awaitConnections();
        }
    }

    private void awaitConnections() {
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
