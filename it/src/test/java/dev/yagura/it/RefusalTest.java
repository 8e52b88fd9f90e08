package dev.yagura.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.testkit.guest.Guest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Acceptance: an enclave whose evidence the policy refuses gets nothing from the agent, and the
 * other way round; a tenant is answered only if the enclave was told of its key, and asks only an
 * enclave that its own policy accepts.
 */
@Tag("guest")
@ResourceLock(SharedGuest.LOCK)
@Order(SharedGuest.EARLY)
class RefusalTest {
    /** Greeting, handshake and alert; a page of guest memory is not among them. */
    private static final long MAX_REFUSAL_BYTES = 4096;

    @TempDir private Path folder;

    @Test
    void anEnclaveThatTheAgentsPolicyRefusesGetsNothing() throws IOException {
        Guest guest = SharedGuest.get();
        for (String policy : List.of(Policies.anotherProgram(), Policies.hardwareOnly())) {
            try (Server agent = Agents.start(Yagura.HERE, "127.0.0.1:0", folder, policy, guest);
                    Wire wire = Wire.to(agent.port(), (way, offset, bytes) -> List.of(bytes))) {
                Yagura.HERE
                        .run(show(wire, guest, agent.keyHash()))
                        .refuses(3, "refuses", "certificate or evidence");

                assertThat(wire.bytes(Wire.Way.FROM_AGENT)).isLessThan(MAX_REFUSAL_BYTES);
                assertThat(agent.errors()).as("the agent says whom it refused").contains("refused");
            }
        }
    }

    @Test
    void anAgentWhoseKeyIsNotPinnedIsNotAsked() throws IOException {
        Guest guest = SharedGuest.get();
        try (Server agent =
                        Agents.start(
                                Yagura.HERE,
                                "127.0.0.1:0",
                                folder,
                                Policies.ourEnclaveOr(),
                                guest);
                Wire wire = Wire.to(agent.port(), (way, offset, bytes) -> List.of(bytes))) {
            String otherKey = "42".repeat(32);

            Yagura.HERE
                    .run(show(wire, guest, otherKey))
                    .refuses(3, "refused", agent.keyHash(), otherKey);
            assertThat(wire.bytes(Wire.Way.FROM_AGENT)).isLessThan(MAX_REFUSAL_BYTES);

            Yagura.HERE.run(show(wire, guest, agent.keyHash())).exits(0);
        }
    }

    @Test
    void tenantAndEnclaveRefuseEachOtherUnlessTold() throws IOException {
        Guest guest = SharedGuest.get();
        Path known = folder.resolve("known");
        Path strange = folder.resolve("strange");
        Agents.makeIdentity(strange);
        String tenants = Policies.pinning(Agents.makeIdentity(known));
        Path ours = policyFile("ours", Policies.ourEnclaveOr());
        Path others = policyFile("others", Policies.anotherProgram());
        try (Server agent =
                        Agents.start(
                                Yagura.HERE,
                                "127.0.0.1:0",
                                folder,
                                Policies.ourEnclaveOr(),
                                guest);
                Server enclave = Agents.enclaveOf(agent, folder, tenants)) {
            Yagura.HERE.run(ask(enclave, strange, ours)).refuses(3, "refuses this end's key");
            Yagura.HERE.run(ask(enclave, known, others)).refuses(3, "refused");
            Yagura.HERE.run(ask(enclave, known, ours)).exits(0);

            Row accepted = Yagura.HERE.run(attest(enclave, known, ours)).exits(0).rows().getFirst();
            assertThat(accepted.text("verdict")).isEqualTo("accepted");
            assertThat(accepted.flag("simulated")).isTrue();
            assertThat(accepted.text("mrenclave")).isEqualTo(enclave.ready().text("mrenclave"));
            Row refused =
                    Yagura.HERE.run(attest(enclave, known, others)).exits(1).rows().getFirst();
            assertThat(refused.text("verdict")).isEqualTo("refused");
            assertThat(refused.text("reason")).contains("mrenclave");
        }
    }

    private Path policyFile(String name, String policy) throws IOException {
        return Files.writeString(folder.resolve(name + ".json"), policy);
    }

    private static String[] show(Wire wire, Guest guest, String key) {
        String vm = wire.vm(guest.spec().name());
        return new String[] {"show", vm, "processes", "--json", "--peer-key", key};
    }

    private static String[] ask(Server enclave, Path identity, Path policy) {
        return new String[] {
            "show",
            "enclave:" + enclave.endpoint(),
            "kernel",
            "--json",
            "--identity",
            identity.toString(),
            "--peer-policy",
            policy.toString()
        };
    }

    private static String[] attest(Server enclave, Path identity, Path policy) {
        return new String[] {
            "attest",
            enclave.endpoint(),
            "--json",
            "--identity",
            identity.toString(),
            "--policy",
            policy.toString()
        };
    }
}
