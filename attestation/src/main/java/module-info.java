/** Evidence, its appraisal by policy, and the TLS identities that carry it. */
module dev.yagura.attestation {
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires tools.jackson.core;
    requires transitive dev.yagura.bytes;

    exports dev.yagura.attestation;
    exports dev.yagura.attestation.appraisal;
    exports dev.yagura.attestation.dcap;
    exports dev.yagura.attestation.dcap.collateral;
    exports dev.yagura.attestation.dcap.pki;
    exports dev.yagura.attestation.dcap.tcb;
    exports dev.yagura.attestation.policy;
    exports dev.yagura.attestation.ratls;
    exports dev.yagura.attestation.record;
    exports dev.yagura.attestation.simulation;
    exports dev.yagura.attestation.source;
}
