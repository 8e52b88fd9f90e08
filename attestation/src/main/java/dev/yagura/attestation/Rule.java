package dev.yagura.attestation;

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
    /** The chain of the platform's certificate (PCK) to the pinned root key. */
    PCK_CHAIN("pckChain"),
    /** The report of the quoting enclave, signed by the platform. */
    QE_REPORT("qeReport"),
    /** The key that signed the quote, which the quoting enclave's report must name. */
    ATTESTATION_KEY("attestationKey"),
    /** What is needed beside a quote to judge it. */
    COLLATERAL("collateral"),
    /** The revocation list of the root CA. */
    ROOT_CA_CRL("rootCaCrl"),
    /** The revocation list of the CA that certified the platform. */
    PCK_CRL("pckCrl"),
    /** What Intel says about the platform's patch levels. */
    TCB_INFO("tcbInfo"),
    /** What Intel says about its quoting enclave. */
    QE_IDENTITY("qeIdentity"),
    /** The TDX module that the trust domain was started by. */
    TDX_MODULE("tdxModule"),
    /** The platform's patch level among those that Intel knows. */
    TCB_LEVEL("tcbLevel"),
    /** {@code tcbStatus} of the policy. */
    TCB_STATUS("tcbStatus"),
    /** {@code advisories} of the policy. */
    ADVISORIES("advisories"),
    /** {@code minTcbEvaluationNumber} of the policy. */
    MIN_TCB_EVALUATION_NUMBER("minTcbEvaluationNumber"),
    /** {@code allowMissingCrls} of the policy. */
    ALLOW_MISSING_CRLS("allowMissingCrls"),
    /** Whether another trust domain can move this one, and so gets at its memory. */
    MIGRATION("migration"),
    /** {@code mrtd} of the policy. */
    MRTD("mrtd"),
    /** {@code rtmr0} of the policy. */
    RTMR0("rtmr0"),
    /** {@code rtmr1} of the policy. */
    RTMR1("rtmr1"),
    /** {@code rtmr2} of the policy. */
    RTMR2("rtmr2"),
    /** {@code rtmr3} of the policy. */
    RTMR3("rtmr3"),
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
