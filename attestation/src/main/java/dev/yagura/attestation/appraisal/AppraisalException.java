package dev.yagura.attestation.appraisal;

import java.security.cert.CertificateException;

/**
 * A peer's certificate was refused by the appraisal policy.
 *
 * <p>In a TLS handshake it is the cause of the {@code SSLHandshakeException} that the JDK throws.
 */
public final class AppraisalException extends CertificateException {

    private static final long serialVersionUID = 1L;

    /** Why. */
    private final transient Appraisal.Refused refused;

    /**
     * Describes a refusal.
     *
     * @param peer who was refused, for example {@code "tls client"}
     * @param refused the verdict
     */
    public AppraisalException(String peer, Appraisal.Refused refused) {
        super(peer + ": " + refused.message());
        this.refused = refused;
    }

    /** Returns the verdict. */
    public Appraisal.Refused refused() {
        return refused;
    }
}
