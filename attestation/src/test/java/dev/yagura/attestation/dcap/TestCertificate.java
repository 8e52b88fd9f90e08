package dev.yagura.attestation.dcap;

import dev.yagura.attestation.dcap.pki.TrustedRoot;
import dev.yagura.attestation.ec.P256;
import dev.yagura.attestation.pem.Certificates;
import dev.yagura.attestation.pem.Pem;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A certificate of Intel's profile under a root of our own, with its private key.
 *
 * @param keys its key pair
 * @param certificate about the public key
 */
record TestCertificate(KeyPair keys, X509Certificate certificate) {

    static final Instant FROM = Instant.parse("2025-01-01T00:00:00Z");
    static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
    static final Instant TO = Instant.parse("2027-01-01T00:00:00Z");

    private static final ASN1ObjectIdentifier SGX =
            new ASN1ObjectIdentifier("1.2.840.113741.1.13.1");

    /** Revocation goes by serial number, so no two are the same. */
    private static final AtomicLong SERIALS = new AtomicLong();

    /** What goes into a certificate; a test changes what it is about. */
    static final class Spec {
        private final String commonName;
        private int pathLength = -1;
        private int usage = KeyUsage.digitalSignature | KeyUsage.nonRepudiation;
        private Instant from = FROM;
        private Instant to = TO;
        private @Nullable ASN1Encodable sgx;
        private boolean unknownCritical;

        Spec(String commonName) {
            this.commonName = commonName;
        }

        Spec authority(int length) {
            this.pathLength = length;
            this.usage = KeyUsage.keyCertSign | KeyUsage.cRLSign;
            return this;
        }

        Spec usage(int bits) {
            this.usage = bits;
            return this;
        }

        Spec valid(Instant since, Instant until) {
            this.from = since;
            this.to = until;
            return this;
        }

        Spec sgx(ASN1Encodable extension) {
            this.sgx = extension;
            return this;
        }

        Spec unknownCritical() {
            this.unknownCritical = true;
            return this;
        }

        TestCertificate selfSigned() {
            KeyPair keys = P256.generate();
            return issue(keys, keys, name(commonName));
        }

        TestCertificate by(TestCertificate issuer) {
            return issue(
                    P256.generate(),
                    issuer.keys,
                    X500Name.getInstance(
                            issuer.certificate.getSubjectX500Principal().getEncoded()));
        }

        /** Issues by one key in the name of another. */
        TestCertificate forged(KeyPair issuer, String issuerName) {
            return issue(P256.generate(), issuer, name(issuerName));
        }

        private TestCertificate issue(KeyPair keys, KeyPair issuer, X500Name issuerName) {
            try {
                var builder =
                        new JcaX509v3CertificateBuilder(
                                issuerName,
                                BigInteger.valueOf(SERIALS.incrementAndGet()),
                                Date.from(from),
                                Date.from(to),
                                name(commonName),
                                keys.getPublic());
                builder.addExtension(
                        Extension.basicConstraints,
                        true,
                        pathLength < 0
                                ? new BasicConstraints(false)
                                : new BasicConstraints(pathLength));
                builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
                if (sgx != null) {
                    builder.addExtension(SGX, false, sgx);
                }
                if (unknownCritical) {
                    builder.addExtension(
                            new ASN1ObjectIdentifier("1.2.3.4"), true, new byte[] {5, 0});
                }
                return new TestCertificate(
                        keys,
                        new JcaX509CertificateConverter()
                                .getCertificate(builder.build(signer(issuer))));
            } catch (IOException | OperatorCreationException | GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }
    }

    static Spec named(String commonName) {
        return new Spec(commonName);
    }

    /** Returns the certificate's key as a root to believe in. */
    TrustedRoot asRoot() {
        return new TrustedRoot(TrustedRoot.hashOf(certificate.getPublicKey()));
    }

    /** Returns the certificate as PEM. */
    String pem() {
        try {
            return Pem.encode(Certificates.LABEL, certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns a revocation list of this authority. */
    byte[] crl(X509Certificate... revoked) {
        return crl(FROM, TO, false, revoked);
    }

    byte[] crl(Instant from, Instant to, boolean partial, X509Certificate... revoked) {
        try {
            var builder =
                    new X509v2CRLBuilder(
                            X500Name.getInstance(
                                    certificate.getSubjectX500Principal().getEncoded()),
                            Date.from(from));
            builder.setNextUpdate(Date.from(to));
            for (X509Certificate each : revoked) {
                builder.addCRLEntry(each.getSerialNumber(), Date.from(FROM), 1);
            }
            if (partial) {
                builder.addExtension(
                        Extension.deltaCRLIndicator,
                        true,
                        new org.bouncycastle.asn1.ASN1Integer(1));
            }
            return builder.build(signer(keys)).getEncoded();
        } catch (IOException | OperatorCreationException e) {
            throw new AssertionError(e);
        }
    }

    private static ContentSigner signer(KeyPair keys) throws OperatorCreationException {
        return new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
    }

    private static X500Name name(String commonName) {
        return new X500Name(
                "CN=%s,O=Intel Corporation,L=Santa Clara,ST=CA,C=US".formatted(commonName));
    }
}
