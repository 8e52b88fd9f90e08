package dev.yagura.attestation.simulation;

import static java.util.Objects.requireNonNull;

import dev.yagura.attestation.Attester;
import dev.yagura.attestation.Evidence;
import dev.yagura.attestation.EvidenceFormat;
import dev.yagura.attestation.ReportData;
import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.ec.P256;
import java.security.KeyPair;

/**
 * Produces simulated evidence with a software key.
 *
 * <p>No key is built in: a well-known one would look as if it vouched for something. A fresh key
 * per process says plainly that nobody does; a verifier that wants to recognise one particular
 * attester pins {@link #keyHash()}. Safe for concurrent use.
 */
public final class SimulatedAttester implements Attester {

    private final SimulatedEnclave enclave;
    private final KeyPair keys;

    private SimulatedAttester(SimulatedEnclave enclave, KeyPair keys) {
        this.enclave = requireNonNull(enclave, "enclave");
        this.keys = requireNonNull(keys, "keys");
    }

    /** Returns an attester with a fresh key that lives as long as the attester. */
    public static SimulatedAttester withFreshKey(SimulatedEnclave enclave) {
        return new SimulatedAttester(enclave, P256.generate());
    }

    /**
     * Returns an attester with a key that outlives the process.
     *
     * @throws IllegalArgumentException if the public key is not on P-256
     */
    public static SimulatedAttester withKey(SimulatedEnclave enclave, KeyPair keys) {
        if (!P256.isP256(keys.getPublic())) {
            throw new IllegalArgumentException(
                    "simulation key: is %s, expected EC on P-256"
                            .formatted(keys.getPublic().getAlgorithm()));
        }
        return new SimulatedAttester(enclave, keys);
    }

    /** Returns what to pin as {@code simulationKeys} in a policy. */
    public Sha256 keyHash() {
        return Sha256.hash(keys.getPublic().getEncoded());
    }

    @Override
    public EvidenceFormat format() {
        return EvidenceFormat.SIMULATED;
    }

    @Override
    public Evidence attest(ReportData reportData) {
        return SimulatedEvidence.sign(enclave, reportData, keys);
    }
}
