package dev.yagura.attestation.dcap.collateral;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What a quote is judged with, as it was received. Immutable.
 *
 * <p>A revocation list may be missing; what that means is the policy's part.
 */
public final class Collateral {

    /** The member of a response that holds TCB info. */
    static final String TCB_INFO = "tcbInfo";

    /** The member of a response that holds the identity of a quoting enclave. */
    static final String QE_IDENTITY = "enclaveIdentity";

    private final SignedText tcbInfo;
    private final SignedText qeIdentity;
    private final Optional<byte[]> rootCaCrl;
    private final Optional<byte[]> pckCrl;

    /**
     * Puts collateral together.
     *
     * @param tcbInfo patch levels of the platform's kind
     * @param qeIdentity identity of the quoting enclave
     * @param rootCaCrl revocation list of the root CA: DER, PEM, or hexadecimal digits of DER
     * @param pckCrl revocation list of the CA that certified the platform, likewise
     */
    public Collateral(
            SignedText tcbInfo,
            SignedText qeIdentity,
            Optional<byte[]> rootCaCrl,
            Optional<byte[]> pckCrl) {
        this.tcbInfo = requireNonNull(tcbInfo, "tcbInfo");
        this.qeIdentity = requireNonNull(qeIdentity, "qeIdentity");
        this.rootCaCrl = rootCaCrl.map(CrlEncoding::withoutHex);
        this.pckCrl = pckCrl.map(CrlEncoding::withoutHex);
    }

    /** Returns the patch levels of the platform's kind. */
    public SignedText tcbInfo() {
        return tcbInfo;
    }

    /** Returns the identity of the quoting enclave. */
    public SignedText qeIdentity() {
        return qeIdentity;
    }

    /** Returns the revocation list of the root CA, DER or PEM. */
    public Optional<byte[]> rootCaCrl() {
        return rootCaCrl.map(byte[]::clone);
    }

    /** Returns the revocation list of the CA that certified the platform, DER or PEM. */
    public Optional<byte[]> pckCrl() {
        return pckCrl.map(byte[]::clone);
    }
}
