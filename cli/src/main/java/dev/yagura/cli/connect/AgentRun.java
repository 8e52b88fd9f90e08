package dev.yagura.cli.connect;

import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.policy.AppraisalPolicy;
import dev.yagura.attestation.ratls.Identity;
import dev.yagura.attestation.ratls.MutualTls;
import dev.yagura.attestation.ratls.PeerVerifier;
import dev.yagura.channel.agent.AccessPolicy;
import dev.yagura.channel.agent.AgentServer;
import dev.yagura.channel.agent.AgentServerConfig;
import dev.yagura.channel.agent.AuditLog;
import dev.yagura.channel.agent.GuestDirectory;
import dev.yagura.channel.transport.Endpoint;
import dev.yagura.cli.vm.VmSpec;
import dev.yagura.hypervisor.QemuGuests;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A running agent: this host's guests, or one of them, behind an endpoint. */
public final class AgentRun implements AutoCloseable {
    private final AgentServer server;
    private final Identity identity;
    private final Optional<String> selected;
    private final List<String> recovered;

    private AgentRun(
            AgentServer server,
            Identity identity,
            Optional<String> selected,
            List<String> recovered) {
        this.server = server;
        this.identity = identity;
        this.selected = selected;
        this.recovered = recovered;
    }

    /**
     * Starts an agent.
     *
     * @param identity the agent's key; peers must pin it
     * @param listen {@code HOST:PORT} or {@code unix:PATH}
     * @param peers who may read
     * @param vm the only VM to serve, as a user writes it; empty for all of this host
     * @param state where paused VMs are noted; empty for nowhere
     * @param audit receives what the agent does and refuses
     * @throws IllegalArgumentException if {@code listen} or {@code vm} are of no known form
     * @throws IOException if the VM is not there or the endpoint cannot be listened on
     */
    public static AgentRun start(
            Identity identity,
            String listen,
            AppraisalPolicy peers,
            Optional<String> vm,
            Optional<Path> state,
            AuditLog audit)
            throws IOException {
        Endpoint endpoint = Endpoint.parse(listen);
        QemuGuests all = state.isPresent() ? QemuGuests.withJournal(state.get()) : new QemuGuests();
        List<String> recovered = all.recover();
        GuestDirectory directory = all;
        Optional<String> selected = Optional.empty();
        if (vm.isPresent()) {
            LocalGuests one = LocalGuests.of(VmSpec.parse(vm.get()), all);
            directory = one.directory();
            selected = one.selected();
        }
        MutualTls tls = new MutualTls(identity, new PeerVerifier(peers));
        AgentServer server =
                AgentServer.start(
                        endpoint,
                        tls.context(),
                        directory,
                        AccessPolicy.everything(),
                        AgentServerConfig.DEFAULT,
                        audit);
        return new AgentRun(server, identity, selected, recovered);
    }

    /** Returns where it listens, with the port that was taken. */
    public String endpoint() {
        return server.endpoint().toString();
    }

    /** Returns the SHA-256 of the agent's public key. */
    public Sha256 keyHash() {
        return identity.keyHash();
    }

    /** Returns the id of the only VM, if there is only one. */
    public Optional<String> selected() {
        return selected;
    }

    /** Returns one line about each VM that an earlier agent had left paused. */
    public List<String> recovered() {
        return recovered;
    }

    /** Ends all connections; VMs that were paused over them run again. */
    @Override
    public void close() throws IOException {
        server.close();
    }
}
