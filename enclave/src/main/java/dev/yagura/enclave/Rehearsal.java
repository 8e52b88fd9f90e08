package dev.yagura.enclave;

import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.policy.AppraisalPolicy;
import dev.yagura.attestation.ratls.Identity;
import dev.yagura.attestation.ratls.IdentityOptions;
import dev.yagura.attestation.ratls.MutualTls;
import dev.yagura.attestation.ratls.PeerVerifier;
import dev.yagura.enclave.api.ApiClient;
import java.io.IOException;
import java.lang.module.ModuleReader;
import java.lang.module.ResolvedModule;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a process does when its start-up cache is made: loads its classes and opens one connection.
 *
 * <p>The JVM then keeps them loaded and linked in the cache. No VM is read and nothing is written.
 */
public final class Rehearsal {
    private static final String OURS = "dev.yagura.";

    /** The modules that a guest is read with. */
    private static final Set<String> READING =
            Set.of(
                    OURS + "bytes",
                    OURS + "memory",
                    OURS + "kernel",
                    OURS + "storage",
                    OURS + "detect");

    private static final String CLASS_ENDING = ".class";

    private Rehearsal() {}

    /** Rehearses; takes about a second. */
    public static void run() throws IOException {
        loadClasses(name -> name.startsWith(OURS));
        askAnEnclave();
    }

    /** Rehearses what reads a guest in this process, and no connection. */
    public static void read() throws IOException {
        loadClasses(READING::contains);
    }

    private static void loadClasses(Predicate<String> modules) throws IOException {
        for (ResolvedModule module : ModuleLayer.boot().configuration().modules()) {
            if (modules.test(module.name())) {
                ClassLoader loader = ModuleLayer.boot().findLoader(module.name());
                try (ModuleReader reader = module.reference().open()) {
                    for (String entry : reader.list().toList()) {
                        if (entry.endsWith(CLASS_ENDING) && !entry.equals("module-info.class")) {
                            load(entry, loader);
                        }
                    }
                }
            }
        }
    }

    private static void load(String entry, ClassLoader loader) {
        String name = entry.substring(0, entry.length() - CLASS_ENDING.length()).replace('/', '.');
        try {
            Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("module path lists " + name + " and lacks it", e);
        }
    }

    /** Brings up an enclave without a reachable agent, appraises it, and asks how it is. */
    private static void askAnEnclave() throws IOException {
        Sha256 code = Sha256.hash(new byte[0]);
        Enclave enclave = Enclave.simulated(code);
        Identity tenant = Identity.withoutEvidence(IdentityOptions.named("rehearsal"));
        EnclaveConfig config =
                new EnclaveConfig(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        List.of(
                                new EnclaveConfig.AgentConfig(
                                        "none", "127.0.0.1:1", AppraisalPolicy.DENY_ALL)),
                        AppraisalPolicy.pinning(tenant.keyHash()));
        PeerVerifier verifier = new PeerVerifier(AppraisalPolicy.simulated(code));
        try (Enclave.Running running = enclave.serve(config);
                ApiClient client =
                        new ApiClient(
                                "127.0.0.1:" + running.address().getPort(),
                                new MutualTls(tenant, verifier))) {
            client.status();
        }
    }
}
