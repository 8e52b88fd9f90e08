package dev.yagura.channel.agent;

import dev.yagura.channel.AuditEvent.Kind;
import dev.yagura.channel.AuditLog;
import dev.yagura.channel.ChannelException;
import dev.yagura.channel.ChannelException.Reason;
import dev.yagura.channel.control.ControlLimits;
import dev.yagura.channel.nbd.NbdServer;
import dev.yagura.channel.nbd.StartTls;
import dev.yagura.channel.transport.Acceptor;
import dev.yagura.channel.transport.Deadline;
import dev.yagura.channel.transport.Endpoint;
import dev.yagura.channel.transport.PlainChannel;
import dev.yagura.channel.transport.TlsChannel;
import dev.yagura.channel.transport.TlsEnd;
import java.io.IOException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Serves the guests of one host on one endpoint: memory over NBD, the rest over the control
 * protocol, both over mutually authenticated TLS 1.3.
 *
 * <pre>{@code
 * var tls = new MutualTls(identity, new PeerVerifier(policy));
 * try (AgentServer agent = AgentServer.start(
 *         Endpoint.parse("unix:/run/yagura/agent.sock"), TlsEnd.attesting(tls), directory,
 *         AccessPolicy.everything(), AgentServerConfig.DEFAULT, AuditLog.toSystemLogger("agent"))) { … }
 * }</pre>
 */
public final class AgentServer implements AutoCloseable {
    private static final List<String> PROTOCOLS = List.of(ControlLimits.PROTOCOL, "nbd");

    private final Acceptor acceptor;
    private final AccessPolicy policy;
    private final AgentServices services;
    private final Semaphore handshakes;
    private final Semaphore connections;
    private final Map<Thread, TlsChannel> letIn = new ConcurrentHashMap<>();

    private AgentServer(Endpoint endpoint, AccessPolicy policy, AgentServices services)
            throws IOException {
        this.policy = policy;
        this.services = services;
        this.handshakes = new Semaphore(services.config().maxHandshakes());
        this.connections = new Semaphore(services.config().maxConnections());
        this.acceptor = Acceptor.start(endpoint, "yagura-agent", new Connections());
    }

    /**
     * Starts to serve.
     *
     * @param endpoint where to listen; a Unix socket is made for its owner only
     * @param tls keys of the agent, and what appraises peers
     * @param guests what is served
     * @param policy what each peer may have
     * @param audit where everything the agent does and refuses is written
     * @throws IOException if the endpoint cannot be listened on
     */
    public static AgentServer start(
            Endpoint endpoint,
            TlsEnd tls,
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
                        tls,
                        new AttestedKeys(),
                        new GuestPool(guests),
                        new Leases(config, audit),
                        config,
                        audit);
        return new AgentServer(endpoint, policy, services);
    }

    /** Returns where the agent listens; a port that the system chose is filled in. */
    public Endpoint endpoint() {
        return acceptor.endpoint();
    }

    /** Returns the name of this run of the agent. */
    public String instance() {
        return services.instance();
    }

    private final class Connections implements Acceptor.Service {
        @Override
        public boolean admits(PlainChannel connection) {
            boolean admitted = handshakes.tryAcquire();
            if (!admitted) {
                services.audit(Kind.REFUSED, connection.peer(), "too many handshakes at once");
            }
            return admitted;
        }

        @Override
        public void serve(PlainChannel connection) {
            try {
                letIn(handshake(connection));
            } catch (ChannelException e) {
                services.audit(
                        Kind.BROKEN,
                        connection.peer(),
                        "%s: %s".formatted(e.reason(), e.getMessage()));
            } finally {
                letIn.remove(Thread.currentThread());
            }
        }

        @Override
        public void cannotAccept(IOException reason) {
            services.audit(Kind.BROKEN, "listener", String.valueOf(reason.getMessage()));
        }
    }

    private StartTls.Accepted handshake(PlainChannel plain) throws ChannelException {
        try {
            return StartTls.accept(
                    plain,
                    services.tls().context(),
                    PROTOCOLS,
                    Deadline.after(services.config().handshakeTime()));
        } finally {
            handshakes.release();
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
            } else if (lacksEvidence(channel, peer)) {
                services.audit(
                        Kind.REFUSED,
                        peer.toString(),
                        "nbd: its key has shown no evidence on a control connection that stands");
                channel.closeAfterPeer();
                return;
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

    private boolean lacksEvidence(TlsChannel channel, Peer peer) throws ChannelException {
        try {
            return services.tls().asksEvidence(channel.session())
                    && !services.attested().contains(peer.keyHash());
        } catch (IOException e) {
            throw new ChannelException(Reason.PEER_REFUSED, peer + ": " + e.getMessage(), e);
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
        try {
            acceptor.stop();
        } finally {
            letIn.values().forEach(TlsChannel::close);
            acceptor.close();
            services.leases().close();
            services.guests().close();
        }
    }
}
