package dev.yagura.attestation;

import java.io.IOException;

/**
 * Produces evidence about the program that calls it.
 *
 * <p>One implementation per environment. Implementations are safe for concurrent use; some let one
 * caller in at a time.
 */
public interface Attester {

    /** Returns the format of the evidence this attester produces. */
    EvidenceFormat format();

    /**
     * Produces evidence over {@code reportData}.
     *
     * @param reportData what to bind the evidence to; it is repeated in the evidence
     * @throws IOException if the environment refuses or cannot produce evidence
     */
    Evidence attest(ReportData reportData) throws IOException;
}
