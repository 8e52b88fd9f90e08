package dev.yagura.cli.connect;

import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.policy.AppraisalPolicy;
import dev.yagura.attestation.policy.PolicyJson;
import dev.yagura.attestation.ratls.Identity;
import dev.yagura.attestation.ratls.IdentityOptions;
import dev.yagura.attestation.ratls.MutualTls;
import dev.yagura.attestation.ratls.PeerVerifier;
import dev.yagura.cli.output.Progress;
import dev.yagura.cli.vm.VmSpec;
import dev.yagura.enclave.api.ApiClient;
import dev.yagura.enclave.api.Json;
import dev.yagura.enclave.watch.Watch;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * An agent and an enclave of this command's own, or an enclave for somebody else's agent.
 *
 * <p>Keys are fresh. Each process says on its standard output which key it made, and is told on its
 * standard input whom to believe: the agent believes an enclave that runs exactly our code, the
 * enclave believes the agent's key, and this process appraises the enclave before it asks anything.
 */
final class Protected implements Connection {
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private Optional<ApiClient> client = Optional.empty();
    private Optional<String> guest = Optional.empty();

    private Protected() {}

    /**
     * Starts agent and enclave for a VM of this host, or for a dump.
     *
     * @param vm as the user wrote it
     */
    static Protected forLocal(String vm, Progress progress) throws IOException {
        Protected session = new Protected();
        try {
            session.startLocal(vm, progress);
            return session;
        } catch (IOException e) {
            session.closeAfter(e);
            throw e;
        }
    }

    /**
     * Starts an enclave for a VM of an agent that runs already.
     *
     * @param agent what the agent must prove
     */
    static Protected forAgent(VmSpec.RemoteAgent vm, AppraisalPolicy agent, Progress progress)
            throws IOException {
        Protected session = new Protected();
        try {
            progress.step("starting the enclave");
            EnclaveProcess enclave = EnclaveProcess.start(true);
            session.started.push(enclave);
            session.connect(enclave, vm.endpoint(), agent);
            session.guest = vm.vm();
            return session;
        } catch (IOException e) {
            session.closeAfter(e);
            throw e;
        }
    }

    @Override
    public Watch watch() {
        return client.orElseThrow();
    }

    @Override
    public Optional<ApiClient> enclave() {
        return client;
    }

    @Override
    public Optional<String> guest() {
        return guest;
    }

    @Override
    public void close() throws IOException {
        client.ifPresent(ApiClient::close);
        Cleanup.closeAll(started);
    }

    private void startLocal(String vm, Progress progress) throws IOException {
        progress.step("starting agent and enclave");
        Path folder = Files.createTempDirectory("yagura-"); // for its owner only
        started.push(() -> Cleanup.deleteFolder(folder));
        // Both at once: each needs some tenths of a second to come up.
        EnclaveProcess.Starting enclave = EnclaveProcess.begin();
        started.push(enclave);
        Child agent = Child.start(Programs.agent());
        started.push(agent);

        String endpoint = "unix:" + folder.resolve("agent.sock");
        Sha256 agentKey = new Sha256(agent.receive().text("keyHash"));
        AppraisalPolicy onlyOurEnclave = AppraisalPolicy.simulated(Programs.enclaveMeasurement());
        agent.send(
                Row.of(
                        "listen", endpoint,
                        "vm", vm,
                        "policy", policyFields(onlyOurEnclave)));
        guest = Optional.of(agent.receive().text("guest")).filter(id -> !id.isEmpty());
        connect(enclave.await(), endpoint, AppraisalPolicy.pinning(agentKey));
    }

    private void connect(EnclaveProcess enclave, String agentEndpoint, AppraisalPolicy agent)
            throws IOException {
        Identity own = Identity.withoutEvidence(IdentityOptions.named("yagura command"));
        Row onlyAgent =
                Row.of("name", "agent", "endpoint", agentEndpoint, "policy", policyFields(agent));
        String endpoint =
                enclave.configure(
                        Row.of(
                                "listen", "127.0.0.1:0",
                                "agents", List.of(onlyAgent.fields()),
                                "tenants", policyFields(AppraisalPolicy.pinning(own.keyHash()))));
        AppraisalPolicy ourEnclave = AppraisalPolicy.simulated(enclave.measurement());
        client =
                Optional.of(
                        new ApiClient(endpoint, new MutualTls(own, new PeerVerifier(ourEnclave))));
    }

    private static SequencedMap<String, @Nullable Object> policyFields(AppraisalPolicy policy)
            throws IOException {
        return Json.read(PolicyJson.format(policy)).fields();
    }

    private void closeAfter(IOException e) {
        try {
            close();
        } catch (IOException second) {
            e.addSuppressed(second);
        }
    }
}
