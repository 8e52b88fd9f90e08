package dev.yagura.cli.connect;

import dev.yagura.attestation.policy.AppraisalPolicy;
import dev.yagura.attestation.ratls.Identity;
import dev.yagura.attestation.ratls.IdentityOptions;
import dev.yagura.attestation.ratls.MutualTls;
import dev.yagura.attestation.ratls.PeerVerifier;
import dev.yagura.cli.output.Progress;
import dev.yagura.cli.vm.VmSpec;
import java.io.IOException;

/** Chooses who watches a VM: this process, processes started for the command, or an enclave. */
public final class Connections {
    private Connections() {}

    /**
     * Opens a connection.
     *
     * @param vm the VM as the user wrote it
     * @throws IllegalArgumentException if {@code vm} and {@code trust} do not fit; for the user
     * @throws IOException if what is needed cannot be started or reached
     */
    public static Connection open(String vm, Trust trust, Progress progress) throws IOException {
        VmSpec spec = VmSpec.parse(vm);
        return switch (spec) {
            case VmSpec.RemoteAgent agent -> {
                refuseUnprotected(vm, trust);
                yield Protected.forAgent(agent, peerPolicy(vm, trust), progress);
            }
            case VmSpec.RemoteEnclave enclave -> {
                refuseUnprotected(vm, trust);
                Identity own =
                        OwnIdentity.in(trust.identity(), IdentityOptions.named("yagura command"));
                yield Standing.open(
                        enclave, new MutualTls(own, new PeerVerifier(peerPolicy(vm, trust))));
            }
            case VmSpec.Running running -> local(vm, spec, trust, progress);
            case VmSpec.Qmp qmp -> local(vm, spec, trust, progress);
            case VmSpec.Saved saved -> local(vm, spec, trust, progress);
        };
    }

    private static Connection local(String vm, VmSpec spec, Trust trust, Progress progress)
            throws IOException {
        return trust.unprotected() ? Unprotected.open(spec) : Protected.forLocal(vm, progress);
    }

    private static void refuseUnprotected(String vm, Trust trust) {
        if (trust.unprotected()) {
            throw new IllegalArgumentException(
                    "--unprotected reads memory in this process, and %s is elsewhere"
                            .formatted(vm));
        }
    }

    private static AppraisalPolicy peerPolicy(String vm, Trust trust) {
        return trust.peerPolicy()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "%s needs --peer-key or --peer-policy: whom to believe"
                                        .formatted(vm)));
    }
}
