package dev.yagura.attestation.dcap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.attestation.Rule;
import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.appraisal.Appraisal;
import dev.yagura.attestation.appraisal.Verifier;
import dev.yagura.attestation.policy.PolicyJson;
import dev.yagura.attestation.ratls.PeerVerifier;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Date;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

/** Certificates as Gramine made them before the interoperable format: P-384, and a bare quote. */
class GramineCertificateTest {
    private static final ASN1ObjectIdentifier QUOTE =
            new ASN1ObjectIdentifier("1.2.840.113741.1337.6");

    private final TestPlatform platform = new TestPlatform();
    private final KeyPair keys = key();

    GramineCertificateTest() throws Exception {}

    private static KeyPair key() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp384r1"));
        return generator.generateKeyPair();
    }

    @Test
    void isAcceptedForTheQuoteOfItsOwnKey() throws Exception {
        Appraisal appraisal = appraise(certificate(quoteOf(keys)));

        assertThat(appraisal.message()).startsWith("accepted: mrenclave");
    }

    @Test
    void aQuoteOfAnotherKeyIsRefused() throws Exception {
        assertThat(appraise(certificate(quoteOf(key()))).rule()).isEqualTo(Rule.REPORT_DATA);
    }

    @Test
    void whatIsNoQuoteIsRefused() throws Exception {
        assertThat(appraise(certificate(new byte[0])).rule()).isEqualTo(Rule.EVIDENCE);
        assertThat(appraise(certificate(new byte[31_000])).rule()).isEqualTo(Rule.EVIDENCE);
        assertThat(appraise(certificate("no quote".getBytes(UTF_8))))
                .isInstanceOf(Appraisal.Refused.class);
    }

    private Appraisal appraise(X509Certificate certificate) throws Exception {
        String policy = "{\"mrenclave\":[\"%s\"]}".formatted("e1".repeat(Sha256.SIZE_BYTES));
        Verifier verifier =
                new Verifier(
                        PolicyJson.parse("policy", policy.getBytes(UTF_8)),
                        platform.verifier(platform.collateral()));
        return new PeerVerifier(verifier, InstantSource.fixed(platform.at)).appraise(certificate);
    }

    private byte[] quoteOf(KeyPair named) {
        byte[] hash = Sha256.hash(named.getPublic().getEncoded()).bytes();
        TestQuote quote = new TestQuote();
        for (int i = 0; i < hash.length; i++) {
            quote = quote.body(TestQuote.REPORT_DATA + i, hash[i] & 0xff);
        }
        return platform.sign(quote);
    }

    private X509Certificate certificate(byte[] quote) throws Exception {
        X500Name name = new X500Name("CN=RATLS,O=GramineDevelopers,C=US");
        X509v3CertificateBuilder builder =
                new X509v3CertificateBuilder(
                        name,
                        BigInteger.ONE,
                        Date.from(platform.at.minus(Duration.ofDays(1))),
                        Date.from(platform.at.plus(Duration.ofDays(1))),
                        name,
                        SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
        builder.addExtension(QUOTE, false, quote);
        byte[] encoded =
                builder.build(
                                new JcaContentSignerBuilder("SHA256withECDSA")
                                        .build(keys.getPrivate()))
                        .getEncoded();
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(encoded));
    }
}
