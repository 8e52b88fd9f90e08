package dev.yagura.attestation.dcap.pki;

import dev.yagura.attestation.RefusedException;
import dev.yagura.attestation.Rule;
import dev.yagura.attestation.ec.P256;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;

/**
 * What every certificate of a chain must be: RFC 5280's checks, as far as Intel's profile has
 * something to check.
 *
 * @param rule what is refused under
 * @param at the time by the verifier's clock
 */
record CertificateCheck(Rule rule, Instant at) {

    static final String SIGNATURE_ALGORITHM = "SHA256withECDSA";

    private static final int VERSION = 3;

    /** A certificate that may not issue others. */
    private static final int NO_AUTHORITY = -1;

    // Bits of keyUsage, in the order of RFC 5280.
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int KEY_CERT_SIGN = 5;
    private static final int CRL_SIGN = 6;

    /** Checks form, time and signature. */
    void common(X509Certificate certificate, X509Certificate issuer) throws RefusedException {
        if (certificate.getVersion() != VERSION) {
            throw refused(certificate, "version " + certificate.getVersion(), "version " + VERSION);
        }
        if (!certificate.getSigAlgName().equals(SIGNATURE_ALGORITHM)) {
            throw refused(
                    certificate, "signed with " + certificate.getSigAlgName(), SIGNATURE_ALGORITHM);
        }
        if (!P256.isP256(certificate.getPublicKey())) {
            throw refused(
                    certificate,
                    "for a key of type " + certificate.getPublicKey().getAlgorithm(),
                    "an EC key on P-256");
        }
        if (certificate.hasUnsupportedCriticalExtension()) {
            throw refused(
                    certificate,
                    "with critical extensions " + certificate.getCriticalExtensionOIDs(),
                    "known ones only");
        }
        Instant from = certificate.getNotBefore().toInstant();
        Instant to = certificate.getNotAfter().toInstant();
        if (at.isBefore(from) || at.isAfter(to)) {
            throw refused(certificate, "valid from %s to %s".formatted(from, to), "valid at " + at);
        }
        try {
            certificate.verify(issuer.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw refused(
                    certificate,
                    "not signed by \"%s\"".formatted(CertificateChain.name(issuer)),
                    "signed by its issuer");
        }
    }

    /** Checks that a certificate may issue others, with this many authorities below it. */
    void authority(X509Certificate certificate, int authoritiesBelow) throws RefusedException {
        int pathLength = certificate.getBasicConstraints();
        if (pathLength == NO_AUTHORITY) {
            throw refused(certificate, "no authority", "basicConstraints of one");
        }
        if (pathLength < authoritiesBelow) {
            throw refused(
                    certificate,
                    "for paths of at most %d authorities below it".formatted(pathLength),
                    Integer.toString(authoritiesBelow));
        }
        requireUsage(certificate, KEY_CERT_SIGN, "keyCertSign");
    }

    /** Checks that a certificate may sign data, and nothing else. */
    void endEntity(X509Certificate certificate) throws RefusedException {
        if (certificate.getBasicConstraints() != NO_AUTHORITY) {
            throw refused(certificate, "an authority", "basicConstraints of none");
        }
        requireUsage(certificate, DIGITAL_SIGNATURE, "digitalSignature");
    }

    /** Checks that an authority may sign revocation lists. */
    void crlIssuer(X509Certificate certificate) throws RefusedException {
        requireUsage(certificate, CRL_SIGN, "cRLSign");
    }

    private void requireUsage(X509Certificate certificate, int bit, String name)
            throws RefusedException {
        boolean[] usage = certificate.getKeyUsage();
        if (usage == null || !usage[bit]) {
            throw refused(
                    certificate, "with keyUsage " + Arrays.toString(usage), "one with " + name);
        }
    }

    private RefusedException refused(X509Certificate certificate, String found, String expected) {
        return new RefusedException(
                rule, "\"%s\", %s".formatted(CertificateChain.name(certificate), found), expected);
    }
}
