package dev.yagura.attestation.appraisal;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * A peer's certificate was refused by the appraisal policy.
 *
 * <p>In a TLS handshake it is the cause of the {@code SSLHandshakeException} that the JDK throws.
 */
public final class AppraisalException extends CertificateException {

    private static final long serialVersionUID = 1L;

    /** Why. */
    private final transient Appraisal.Refused refused;

    /** What the peer sent. */
    private final transient Optional<X509Certificate> certificate;

    /**
     * Describes a refusal.
     *
     * @param peer who was refused, for example {@code "tls client"}
     * @param refused the verdict
     * @param certificate the one that was appraised, or empty if the peer sent none or several
     */
    public AppraisalException(
            String peer, Appraisal.Refused refused, Optional<X509Certificate> certificate) {
        super(peer + ": " + refused.message());
        this.refused = refused;
        this.certificate = certificate;
    }

    /** Returns the verdict. */
    public Appraisal.Refused refused() {
        return refused;
    }

    /** Returns the refused certificate, for display only. */
    public Optional<X509Certificate> certificate() {
        return certificate;
    }
}
