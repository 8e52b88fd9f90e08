package dev.yagura.channel.agent;

import dev.yagura.channel.ChannelException;
import dev.yagura.channel.agent.AuditEvent.Kind;
import dev.yagura.channel.control.ControlLimits;
import dev.yagura.channel.nbd.NbdServer;
import dev.yagura.channel.nbd.StartTls;
import dev.yagura.channel.transport.Deadline;
import dev.yagura.channel.transport.Endpoint;
import dev.yagura.channel.transport.Listener;
import dev.yagura.channel.transport.PlainChannel;
import dev.yagura.channel.transport.TlsChannel;
import java.io.IOException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Serves the guests of one host on one endpoint: memory over NBD, the rest over the control
 * protocol, both over mutually authenticated TLS 1.3.
 *
 * <pre>{@code
 * var tls = new MutualTls(identity, new PeerVerifier(policy));
 * try (AgentServer agent = AgentServer.start(
 *         Endpoint.parse("unix:/run/yagura/agent.sock"), tls.context(), directory,
 *         AccessPolicy.everything(), AgentServerConfig.DEFAULT, AuditLog.toSystemLogger())) { … }
 * }</pre>
 *
 * <p>Each connection has a thread of its own: a wake-up of a platform thread is twice as quick as
 * that of a virtual one, and there are few connections.
 */
public final class AgentServer implements AutoCloseable {
    private static final List<String> PROTOCOLS = List.of(ControlLimits.PROTOCOL, "nbd");
    private static final long CLOSING_SECONDS = 5;

    private final Listener listener;
    private final SSLContext tls;
    private final AccessPolicy policy;
    private final AgentServices services;
    private final Semaphore handshakes;
    private final Semaphore connections;
    private final Map<Thread, PlainChannel> running = new ConcurrentHashMap<>();
    private final Map<Thread, TlsChannel> letIn = new ConcurrentHashMap<>();
    private final Thread acceptor;
    private volatile boolean closing;

    private AgentServer(
            Listener listener, SSLContext tls, AccessPolicy policy, AgentServices services) {
        this.listener = listener;
        this.tls = tls;
        this.policy = policy;
        this.services = services;
        this.handshakes = new Semaphore(services.config().maxHandshakes());
        this.connections = new Semaphore(services.config().maxConnections());
        this.acceptor =
                Thread.ofPlatform().daemon().name("yagura-agent-acceptor").unstarted(this::accept);
    }

    /**
     * Starts to serve.
     *
     * @param endpoint where to listen; a Unix socket is made for its owner only
     * @param tls keys of the agent, and the trust manager that appraises peers
     * @param guests what is served
     * @param policy what each peer may have
     * @param audit where everything the agent does and refuses is written
     * @throws IOException if the endpoint cannot be listened on
     */
    public static AgentServer start(
            Endpoint endpoint,
            SSLContext tls,
            GuestDirectory guests,
            AccessPolicy policy,
            AgentServerConfig config,
            AuditLog audit)
            throws IOException {
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        AgentServices services =
                new AgentServices(
                        HexFormat.of().formatHex(random),
                        new GuestPool(guests),
                        new Leases(config, audit),
                        config,
                        audit);
        AgentServer server = new AgentServer(Listener.open(endpoint), tls, policy, services);
        server.acceptor.start();
        return server;
    }

    /** Returns where the agent listens; a port that the system chose is filled in. */
    public Endpoint endpoint() {
        return listener.endpoint();
    }

    /** Returns the name of this run of the agent. */
    public String instance() {
        return services.instance();
    }

    private void accept() {
        while (!closing) {
            PlainChannel plain;
            try {
                plain = listener.accept();
            } catch (IOException e) {
                if (!closing) {
                    services.audit(Kind.BROKEN, "listener", String.valueOf(e.getMessage()));
                    // Out of descriptors, most likely: without a pause this would be a busy loop.
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
                }
                continue;
            }
            if (!handshakes.tryAcquire()) {
                services.audit(Kind.REFUSED, plain.peer(), "too many handshakes at once");
                plain.close();
                continue;
            }
            Thread thread =
                    Thread.ofPlatform()
                            .daemon()
                            .name("yagura-agent-" + plain.peer())
                            .unstarted(() -> serve(plain));
            running.put(thread, plain);
            thread.start();
        }
    }

    private void serve(PlainChannel plain) {
        try {
            StartTls.Accepted accepted;
            try {
                accepted =
                        StartTls.accept(
                                plain,
                                tls,
                                PROTOCOLS,
                                Deadline.after(services.config().handshakeTime()));
            } finally {
                handshakes.release();
            }
            letIn(accepted);
        } catch (ChannelException e) {
            services.audit(
                    Kind.BROKEN, plain.peer(), "%s: %s".formatted(e.reason(), e.getMessage()));
        } finally {
            plain.close();
            running.remove(Thread.currentThread());
            letIn.remove(Thread.currentThread());
        }
    }

    private void letIn(StartTls.Accepted accepted) throws ChannelException {
        TlsChannel channel = accepted.channel();
        Peer peer = new Peer(channel.peer(), certificateOf(channel));
        if (!connections.tryAcquire()) {
            services.audit(Kind.REFUSED, peer.toString(), "too many connections");
            channel.closeAfterPeer();
            return;
        }
        try {
            letIn.put(Thread.currentThread(), channel);
            AccessPolicy.Access access = policy.of(peer);
            if (channel.protocol().equals(ControlLimits.PROTOCOL)) {
                new ControlSession(services, channel, peer, access).serve();
            } else {
                services.audit(Kind.CONNECTED, peer.toString(), "nbd");
                NbdServer.serve(
                        accepted,
                        new AgentExports(services, peer, access),
                        services.config().nbd());
            }
            services.audit(Kind.LEFT, peer.toString(), "connection ended in due form");
        } finally {
            connections.release();
        }
    }

    private static X509Certificate certificateOf(TlsChannel channel) {
        try {
            return (X509Certificate) channel.session().getPeerCertificates()[0];
        } catch (SSLPeerUnverifiedException e) {
            throw new IllegalStateException("TLS let a peer in without a certificate", e);
        }
    }

    /**
     * Stops to listen, ends all connections in due form where that is possible, ends all leases and
     * closes the guests. Waits up to five seconds for connections to end.
     *
     * @throws IOException if a guest cannot be closed, or the file of a Unix socket not removed
     */
    @Override
    public void close() throws IOException {
        closing = true;
        try {
            listener.close();
        } finally {
            letIn.values().forEach(TlsChannel::close);
            running.values().forEach(PlainChannel::close);
            awaitConnections();
            services.leases().close();
            services.guests().close();
        }
    }

    private void awaitConnections() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSING_SECONDS);
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
