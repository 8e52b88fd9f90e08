package dev.yagura.attestation.ratls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Builds the self-signed certificates of {@link Identity}. */
final class SelfSigned {

    /** Clocks of two hosts may differ by this much before a fresh certificate is refused. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private static final int SERIAL_BITS = 127;

    private SelfSigned() {}

    static X509Certificate certificate(
            KeyPair keys, IdentityOptions options, Optional<TaggedEvidence> evidence) {
        X500Name name =
                new X500NameBuilder(BCStyle.INSTANCE)
                        .addRDN(BCStyle.CN, options.commonName())
                        .build();
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        try {
            var builder =
                    new X509v3CertificateBuilder(
                            name,
                            new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE),
                            Date.from(now.minus(CLOCK_SKEW)),
                            Date.from(now.plus(options.validity())),
                            name,
                            SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
            addExtensions(builder, options, evidence);
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
            byte[] encoded = builder.build(signer).getEncoded();
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(encoded));
        } catch (OperatorCreationException | IOException | CertificateException e) {
            throw new IllegalStateException("this Java platform cannot make a certificate", e);
        }
    }

    private static void addExtensions(
            X509v3CertificateBuilder builder,
            IdentityOptions options,
            Optional<TaggedEvidence> evidence)
            throws IOException {
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(
                        new KeyPurposeId[] {
                            KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                        }));
        List<GeneralName> names =
                Stream.concat(
                                options.dnsNames().stream()
                                        .map(dns -> new GeneralName(GeneralName.dNSName, dns)),
                                options.ipAddresses().stream()
                                        .map(ip -> new GeneralName(GeneralName.iPAddress, ip)))
                        .toList();
        if (!names.isEmpty()) {
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(names.toArray(GeneralName[]::new)));
        }
        if (evidence.isPresent()) {
            builder.addExtension(
                    new ASN1ObjectIdentifier(TaggedEvidence.OID), false, evidence.get().encode());
        }
    }
}
