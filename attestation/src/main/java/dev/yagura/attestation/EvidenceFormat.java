package dev.yagura.attestation;

import java.util.Optional;

/**
 * The kinds of evidence this build understands.
 *
 * <p>Callers must not branch on the kind to decide about trust: that is the appraisal policy's
 * part.
 */
public enum EvidenceFormat {
    /** Signed by a software key that nobody vouches for; for machines without a TEE. */
    SIMULATED("simulated", 0x59475253L),
    /** An SGX or TDX quote, signed by a platform that Intel certified. */
    DCAP("dcap", 60000);

    private final String label;
    private final long cborTag;

    EvidenceFormat(String label, long cborTag) {
        this.label = label;
        this.cborTag = cborTag;
    }

    /** Returns the word that people and JSON see, for example {@code "simulated"}. */
    public String label() {
        return label;
    }

    /**
     * Returns the CBOR tag that names the format inside a certificate.
     *
     * <p>The tag of {@link #SIMULATED} is this project's own and not registered: nobody else should
     * be able to take such evidence for something it is not.
     */
    public long cborTag() {
        return cborTag;
    }

    /** Returns the format with this tag, or empty if this build does not know it. */
    public static Optional<EvidenceFormat> ofCborTag(long tag) {
        for (EvidenceFormat format : values()) {
            if (format.cborTag == tag) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }
}
