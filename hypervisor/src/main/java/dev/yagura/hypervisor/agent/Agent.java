package dev.yagura.hypervisor.agent;

import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.ratls.MutualTls;
import dev.yagura.attestation.ratls.PeerVerifier;
import dev.yagura.channel.agent.AccessPolicy;
import dev.yagura.channel.agent.AgentServer;
import dev.yagura.channel.agent.GuestDescription;
import dev.yagura.channel.agent.GuestDirectory;
import dev.yagura.channel.transport.Endpoint;
import dev.yagura.channel.transport.TlsEnd;
import dev.yagura.hypervisor.QemuGuests;
import dev.yagura.hypervisor.SavedGuests;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A running agent.
 *
 * <pre>{@code
 * var options = AgentOptions.of(Endpoint.parse("unix:/run/yagura/agent.sock"), identity, policy);
 * try (Agent agent = Agent.start(options)) {
 *     agent.closeOnShutdown();
 *     agent.awaitClose();
 * }
 * }</pre>
 *
 * <p>Whoever ends the process in an orderly way (SIGTERM, SIGINT) finds every guest running again,
 * if {@link #closeOnShutdown} was called. A process that is killed cannot see to that: the guests
 * it had paused stay paused until the next agent with the same journal, or a {@code cont} by hand.
 */
public final class Agent implements AutoCloseable {
    private final AgentServer server;
    private final Sha256 keyHash;
    private final List<String> selected;
    private final List<String> recovered;
    private final Object monitor = new Object();
    private boolean closed;

    private Agent(
            AgentServer server, Sha256 keyHash, List<String> selected, List<String> recovered) {
        this.server = server;
        this.keyHash = keyHash;
        this.selected = List.copyOf(selected);
        this.recovered = List.copyOf(recovered);
    }

    /**
     * Starts an agent; it serves when this returns. Guests that were asked for are opened once, so
     * that one that cannot be read is known now.
     *
     * @throws dev.yagura.hypervisor.qemu.GuestUnavailableException if a guest asked for does not
     *     run or may not be read
     * @throws IOException if the endpoint cannot be listened on, a dump or an image cannot be read,
     *     a further disk has no guest, or the journal cannot be used
     */
    public static Agent start(AgentOptions options) throws IOException {
        QemuGuests running =
                options.journal().isPresent()
                        ? QemuGuests.withJournal(options.journal().get())
                        : new QemuGuests();
        List<String> recovered = running.recover();
        List<String> selected = new ArrayList<>();
        for (String selector : options.guests()) {
            selected.add(running.describe(running.select(selector)).id());
        }
        List<GuestDirectory> directories = new ArrayList<>();
        if (!options.guests().isEmpty()) {
            directories.add(running.only(options.guests()));
        } else if (options.saved().isEmpty()) {
            directories.add(running);
        }
        if (!options.saved().isEmpty()) {
            SavedGuests saved = SavedGuests.of(options.saved());
            saved.guests().stream().map(GuestDescription::id).forEach(selected::add);
            directories.add(saved);
        }
        GuestsWithDisks served = new GuestsWithDisks(new AllGuests(directories), options.disks());
        served.requireAll();
        var tls = new MutualTls(options.identity(), new PeerVerifier(options.policy()));
        AgentServer server =
                AgentServer.start(
                        options.endpoint(),
                        TlsEnd.attesting(tls),
                        served,
                        AccessPolicy.everything(),
                        options.limits(),
                        options.audit());
        return new Agent(server, options.identity().keyHash(), selected, recovered);
    }

    /** Returns where the agent listens; a port that the system chose is filled in. */
    public Endpoint endpoint() {
        return server.endpoint();
    }

    /** Returns the name of this run of the agent. */
    public String instance() {
        return server.instance();
    }

    /** Returns the SHA-256 of the agent's public key, which peers pin. */
    public Sha256 keyHash() {
        return keyHash;
    }

    /**
     * Returns the ids of the guests, running or saved, that were asked for, in that order; empty if
     * the agent serves all guests of this host.
     */
    public List<String> selected() {
        return selected;
    }

    /** Returns one line for people about each guest that an earlier agent had left paused. */
    public List<String> recovered() {
        return recovered;
    }

    /** Sees to it that an orderly end of this process closes the agent first. */
    public void closeOnShutdown() {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(this::closeAtExit, "yagura-agent-shutdown"));
    }

    private void closeAtExit() {
        try {
            close();
        } catch (IOException e) {
            System.getLogger(Agent.class.getName())
                    .log(System.Logger.Level.ERROR, "agent: a guest may still be paused", e);
        }
    }

    /** Waits until another thread closes this agent. */
    public void awaitClose() throws InterruptedException {
        synchronized (monitor) {
            while (!closed) {
                monitor.wait();
            }
        }
    }

    /**
     * Ends all connections and leases, and lets every guest run that was paused for them.
     *
     * @throws IOException if that fails for a guest; the message says which
     */
    @Override
    public void close() throws IOException {
        try {
            server.close();
        } finally {
            synchronized (monitor) {
                closed = true;
                monitor.notifyAll();
            }
        }
    }
}
