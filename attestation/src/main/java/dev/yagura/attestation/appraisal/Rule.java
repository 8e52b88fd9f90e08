package dev.yagura.attestation.appraisal;

/** What can decide an appraisal; where a policy field decides, the label is that field's name. */
public enum Rule {
    /** The certificate's own form and validity. */
    CERTIFICATE("certificate"),
    /** The encoding of the evidence. */
    EVIDENCE("evidence"),
    /** The signature over the evidence. */
    SIGNATURE("signature"),
    /** The key the evidence is bound to. */
    PUBLIC_KEY("publicKey"),
    /** The challenge the evidence answers. */
    NONCE("nonce"),
    /** The bytes the evidence vouches for. */
    REPORT_DATA("reportData"),
    /** {@code allowSimulated} of the policy. */
    ALLOW_SIMULATED("allowSimulated"),
    /** {@code simulationKeys} of the policy. */
    SIMULATION_KEYS("simulationKeys"),
    /** {@code allowDebug} of the policy. */
    ALLOW_DEBUG("allowDebug"),
    /** {@code mrenclave} of the policy. */
    MRENCLAVE("mrenclave"),
    /** {@code mrsigner} of the policy. */
    MRSIGNER("mrsigner"),
    /** {@code prodId} of the policy. */
    PROD_ID("prodId"),
    /** {@code minSvn} of the policy. */
    MIN_SVN("minSvn"),
    /** {@code pinnedKeys} of the policy. */
    PINNED_KEYS("pinnedKeys");

    private final String label;

    Rule(String label) {
        this.label = label;
    }

    /** Returns the word that people and JSON see. */
    public String label() {
        return label;
    }
}
