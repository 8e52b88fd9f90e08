package dev.yagura.attestation.dcap.pki;

import dev.yagura.attestation.RefusedException;
import dev.yagura.attestation.Rule;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A verified revocation list of one authority. Immutable. */
public final class RevocationList {

    /** Longest list in bytes; Intel's take a few KiB. */
    public static final int MAX_BYTES = 1 << 20;

    private final Rule rule;
    private final X509CRL list;
    private final Instant nextUpdate;

    private RevocationList(Rule rule, X509CRL list, Instant nextUpdate) {
        this.rule = rule;
        this.list = list;
        this.nextUpdate = nextUpdate;
    }

    /**
     * Reads and verifies a list.
     *
     * @param rule what it is refused under
     * @param encoded DER or PEM
     * @param issuer the authority whose list it must be, verified
     * @param at the time by the verifier's clock
     * @throws RefusedException if anything about it is wrong
     */
    public static RevocationList verify(
            Rule rule, byte[] encoded, X509Certificate issuer, Instant at) throws RefusedException {
        X509CRL list = parse(rule, encoded);
        if (!list.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
            throw new RefusedException(
                    rule,
                    "a list of \"%s\"".formatted(list.getIssuerX500Principal().getName()),
                    "one of \"%s\"".formatted(CertificateChain.name(issuer)));
        }
        new CertificateCheck(rule, at).crlIssuer(issuer);
        if (!list.getSigAlgName().equals(CertificateCheck.SIGNATURE_ALGORITHM)) {
            throw new RefusedException(
                    rule,
                    "signed with " + list.getSigAlgName(),
                    CertificateCheck.SIGNATURE_ALGORITHM);
        }
        try {
            list.verify(issuer.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw new RefusedException(
                    rule,
                    "not signed by \"%s\"".formatted(CertificateChain.name(issuer)),
                    "signed by its issuer");
        }
        Set<String> critical = list.getCriticalExtensionOIDs();
        if (critical != null && !critical.isEmpty()) {
            // A partial or indirect list says less than it seems to.
            throw new RefusedException(
                    rule, "a list with critical extensions " + critical, "a full list");
        }
        Instant from = list.getThisUpdate().toInstant();
        @Nullable Date next = list.getNextUpdate();
        if (next == null || at.isBefore(from) || at.isAfter(next.toInstant())) {
            throw new RefusedException(
                    rule,
                    "valid from %s to %s"
                            .formatted(from, next == null ? "an unknown time" : next.toInstant()),
                    "valid at " + at);
        }
        return new RevocationList(rule, list, next.toInstant());
    }

    private static X509CRL parse(Rule rule, byte[] encoded) throws RefusedException {
        if (encoded.length > MAX_BYTES) {
            throw new RefusedException(
                    rule, encoded.length + " bytes long", "at most " + MAX_BYTES);
        }
        try {
            return (X509CRL)
                    CertificateFactory.getInstance("X.509")
                            .generateCRL(new ByteArrayInputStream(encoded));
        } catch (CRLException | CertificateException e) {
            throw new RefusedException(
                    rule, "not readable: " + e.getMessage(), "a revocation list");
        }
    }

    /** Refuses a certificate that its authority, whose list this is, has revoked. */
    public void refuseRevoked(X509Certificate certificate) throws RefusedException {
        @Nullable X509CRLEntry entry = list.getRevokedCertificate(certificate.getSerialNumber());
        if (entry != null) {
            throw new RefusedException(
                    rule,
                    "\"%s\" with serial number %x, revoked on %s"
                            .formatted(
                                    CertificateChain.name(certificate),
                                    certificate.getSerialNumber(),
                                    entry.getRevocationDate().toInstant()),
                    "a certificate that is not revoked");
        }
    }

    /** Returns when the next list is due. */
    public Instant nextUpdate() {
        return nextUpdate;
    }
}
