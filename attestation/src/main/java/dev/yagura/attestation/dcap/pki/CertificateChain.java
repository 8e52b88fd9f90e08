package dev.yagura.attestation.dcap.pki;

import dev.yagura.attestation.RefusedException;
import dev.yagura.attestation.Rule;
import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.pem.Certificates;
import dev.yagura.bytes.MalformedStructureException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/**
 * A verified chain: from a certificate of one role, through its authorities, to the pinned root
 * key. Immutable.
 */
public final class CertificateChain {

    /** Longest text of a chain in bytes; Intel's take about 4 KiB. */
    public static final int MAX_BYTES = 20 * 1024;

    /** A platform's certificate, its authority, the root, and one that is not needed. */
    private static final int MAX_CERTIFICATES = 4;

    private final List<X509Certificate> path;

    private CertificateChain(List<X509Certificate> path) {
        this.path = List.copyOf(path);
    }

    /**
     * Builds and verifies a chain.
     *
     * @param rule what the chain is refused under
     * @param role what its first certificate must be for
     * @param pem the certificates, in any order
     * @param root the key it must end at
     * @param at the time by the verifier's clock
     * @throws RefusedException if anything about it is wrong
     */
    public static CertificateChain verify(
            Rule rule, CertificateRole role, byte[] pem, TrustedRoot root, Instant at)
            throws RefusedException {
        if (pem.length > MAX_BYTES) {
            throw new RefusedException(rule, pem.length + " bytes long", "at most " + MAX_BYTES);
        }
        List<X509Certificate> certificates;
        try {
            certificates = Certificates.parsePem("certificate chain", pem, MAX_CERTIFICATES);
        } catch (MalformedStructureException e) {
            throw new RefusedException(
                    rule, String.valueOf(e.getMessage()), "a chain of certificates in PEM");
        }
        List<X509Certificate> path = build(rule, role, certificates);
        Sha256 rootKey = TrustedRoot.hashOf(path.getLast().getPublicKey());
        if (!rootKey.equals(root.keyHash())) {
            throw new RefusedException(
                    rule,
                    "a chain that ends at \"%s\" with key %s"
                            .formatted(name(path.getLast()), rootKey),
                    "one that ends at the pinned root key " + root.keyHash());
        }
        CertificateCheck check = new CertificateCheck(rule, at);
        for (int i = path.size() - 1; i >= 0; i--) {
            X509Certificate issuer = path.get(Math.min(i + 1, path.size() - 1));
            check.common(path.get(i), issuer);
            if (i == 0) {
                check.endEntity(path.getFirst());
            } else {
                check.authority(path.get(i), i - 1);
            }
        }
        return new CertificateChain(path);
    }

    private static List<X509Certificate> build(
            Rule rule, CertificateRole role, List<X509Certificate> certificates)
            throws RefusedException {
        List<X509Certificate> path = new ArrayList<>();
        path.add(
                find(certificates, role.subject())
                        .orElseThrow(() ->
                                new RefusedException(
                                        rule,
                                        "a chain for \"%s\""
                                                .formatted(name(certificates.getFirst())),
                                        "one for \"%s\"".formatted(role.subject()))));
        X500Principal issuer = path.getFirst().getIssuerX500Principal();
        if (!role.issuers().contains(issuer)) {
            throw new RefusedException(
                    rule,
                    "a certificate issued by \"%s\"".formatted(issuer),
                    "one by " + role.issuers());
        }
        while (!path.getLast().getSubjectX500Principal().equals(issuer)) {
            X500Principal wanted = issuer;
            X509Certificate next =
                    find(certificates, wanted)
                            .orElseThrow(() ->
                                    new RefusedException(
                                            rule,
                                            "a chain without \"%s\"".formatted(wanted),
                                            "one up to the root"));
            path.add(next);
            issuer = next.getIssuerX500Principal();
            if (path.size() > certificates.size()) {
                throw new RefusedException(rule, "a chain in a circle", "one up to the root");
            }
        }
        if (!issuer.equals(Names.ROOT_CA)) {
            throw new RefusedException(
                    rule,
                    "a chain that ends at \"%s\"".formatted(issuer),
                    "one that ends at \"%s\"".formatted(Names.ROOT_CA));
        }
        return path;
    }

    private static Optional<X509Certificate> find(
            List<X509Certificate> certificates, X500Principal subject) {
        return certificates.stream()
                .filter(certificate -> certificate.getSubjectX500Principal().equals(subject))
                .findFirst();
    }

    static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }

    /** Returns the certificate at the beginning. */
    public X509Certificate leaf() {
        return path.getFirst();
    }

    /** Returns the authority that issued the first certificate; the root, if there is no other. */
    public X509Certificate issuer() {
        return path.get(1);
    }

    /** Returns the root certificate. */
    public X509Certificate root() {
        return path.getLast();
    }

    /** Returns which authority certified the platform, for a chain of that role. */
    public PckCa pckCa() {
        return issuer().getSubjectX500Principal().equals(PckCa.PLATFORM.subject())
                ? PckCa.PLATFORM
                : PckCa.PROCESSOR;
    }

    /** Returns when the first of its certificates runs out. */
    public Instant notAfter() {
        return path.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }
}
