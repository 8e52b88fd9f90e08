package dev.yagura.it;

import dev.yagura.attestation.ratls.Identity;
import dev.yagura.attestation.ratls.IdentityFiles;
import dev.yagura.attestation.ratls.IdentityOptions;
import dev.yagura.testkit.guest.Guest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Agents that run by themselves, as on a host of their own. */
final class Agents {
    private Agents() {}

    /**
     * Starts an agent.
     *
     * @param where the program on the agent's host
     * @param listen {@code HOST:PORT}; port 0 takes a free one
     * @param folder for its policy and its key; agents with the same folder have the same key
     * @param policy which enclaves it serves
     * @param guests those that it serves, others of this machine it does not
     */
    static Server start(Yagura where, String listen, Path folder, String policy, Guest... guests)
            throws IOException {
        Path policyFile = Files.createTempFile(folder, "agent-policy", ".json");
        Files.writeString(policyFile, policy);
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "agent",
                                "--json",
                                "--listen",
                                listen,
                                "--policy",
                                policyFile.toString(),
                                "--identity",
                                identity(folder).toString()));
        for (Guest guest : guests) {
            arguments.addAll(List.of("--vm", Guests.vm(guest)));
        }
        return Server.start(where, arguments.toArray(String[]::new));
    }

    /**
     * Starts an enclave that watches the VMs of one agent.
     *
     * @param folder for its configuration
     * @param tenants policy of those whom it answers
     */
    static Server enclaveOf(Server agent, Path folder, String tenants) throws IOException {
        Path config = folder.resolve("enclave.json");
        Files.writeString(
                config,
                """
                {"listen": "127.0.0.1:0",
                 "agents": [{"name": "here", "endpoint": "%s", "policy": %s}],
                 "tenants": %s}
                """
                        .formatted(agent.endpoint(), Policies.pinning(agent.keyHash()), tenants));
        return Server.start(Yagura.HERE, "enclave", "--json", "--config", config.toString());
    }

    /** Returns the certificate of an agent that was started with that folder. */
    static Path certificate(Path folder) {
        return identity(folder).resolve("cert.pem");
    }

    private static Path identity(Path folder) {
        return folder.resolve("agent-identity");
    }

    /**
     * Makes a key and its certificate, {@code key.pem} and {@code cert.pem}, in a folder.
     *
     * @return SHA-256 of the public key, in hex
     */
    static String makeIdentity(Path folder) throws IOException {
        Files.createDirectories(folder);
        Identity identity = Identity.withoutEvidence(IdentityOptions.named("a test's user"));
        IdentityFiles.write(identity, folder.resolve("cert.pem"), folder.resolve("key.pem"));
        return identity.keyHash().hex();
    }
}
