package dev.yagura.cli.connect;

import dev.yagura.attestation.policy.AppraisalPolicy;
import dev.yagura.attestation.policy.PolicyJson;
import java.io.IOException;
import java.nio.file.Files;
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
     * Reads a policy file.
     *
     * @throws IOException if it cannot be read or is no policy
     */
    public static AppraisalPolicy readPolicy(Path file) throws IOException {
        if (Files.size(file) > PolicyJson.MAX_BYTES) {
            throw new IOException(
                    "%s: is %d bytes long, expected a policy of at most %d"
                            .formatted(file, Files.size(file), PolicyJson.MAX_BYTES));
        }
        return PolicyJson.parse(file.toString(), Files.readAllBytes(file));
    }
}
