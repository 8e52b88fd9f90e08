package dev.yagura.cli.connect;

import dev.yagura.attestation.policy.AppraisalPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the user said about trust.
 *
 * @param unprotected read memory in this process
 * @param peerPolicy what a remote agent or enclave must prove
 * @param identity folder of the key that we show it; empty for a key of this run only
 */
public record Trust(
        boolean unprotected, Optional<AppraisalPolicy> peerPolicy, Optional<Path> identity) {

    /** Nothing said: processes of our own with fresh keys. */
    public static final Trust OWN_PROCESSES = new Trust(false, Optional.empty(), Optional.empty());

    /**
     * Accepts the enclave's program of this installation, in simulation.
     *
     * @throws IOException if the program cannot be read
     */
    public static AppraisalPolicy ofThisBuild() throws IOException {
        return AppraisalPolicy.simulated(Programs.enclaveMeasurement());
    }

    /**
     * Reads a policy file, YAML or JSON.
     *
     * @throws IOException if it cannot be read or is no policy
     */
    public static AppraisalPolicy readPolicy(Path file) throws IOException {
        return PolicyFile.read(file);
    }
}
