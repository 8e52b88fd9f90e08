package dev.yagura.attestation.dcap;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.attestation.RefusedException;
import dev.yagura.attestation.dcap.collateral.Collateral;
import dev.yagura.attestation.dcap.collateral.SignedText;
import dev.yagura.attestation.ec.P256;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;

/**
 * The generator: a whole public key infrastructure of Intel's profile under a root of our own, one
 * platform in it, and what is stated about it. Everything is right until a test changes it.
 */
final class TestPlatform {

    static final String FMSPC = "00606a000000";
    static final String PCE_ID = "0000";

    TestCertificate root = TestCertificate.named("Intel SGX Root CA").authority(1).selfSigned();
    TestCertificate ca = TestCertificate.named("Intel SGX PCK Platform CA").authority(0).by(root);
    TestCertificate pck =
            TestCertificate.named("Intel SGX PCK Certificate")
                    .sgx(sgxExtension(TestQuote.SVN))
                    .by(ca);
    TestCertificate signing = TestCertificate.named("Intel SGX TCB Signing").by(root);

    String tcbInfo = TestStatements.sgxVersion3();
    String qeIdentity = TestStatements.qeIdentity("QE");
    Optional<byte[]> rootCrl = Optional.empty();
    Optional<byte[]> pckCrl = Optional.empty();
    Instant at = TestCertificate.AT;

    /** A platform of SGX whose authorities have revoked nothing. */
    TestPlatform() {
        rootCrl = Optional.of(root.crl());
        pckCrl = Optional.of(ca.crl());
    }

    /** The same for TDX. */
    static TestPlatform ofTdx() {
        TestPlatform platform = new TestPlatform();
        platform.tcbInfo = TestStatements.tdx();
        platform.qeIdentity = TestStatements.qeIdentity("TD_QE");
        return platform;
    }

    /** Returns the extension of a platform all of whose components are at one version. */
    static ASN1Encodable sgxExtension(int svn) {
        ASN1EncodableVector tcb = new ASN1EncodableVector();
        for (int i = 1; i <= 16; i++) {
            tcb.add(field("2." + i, new ASN1Integer(svn)));
        }
        tcb.add(field("2.17", new ASN1Integer(13)));
        tcb.add(field("2.18", new DEROctetString(new byte[16])));
        ASN1EncodableVector all = new ASN1EncodableVector();
        all.add(field("1", new DEROctetString(new byte[16])));
        all.add(field("2", new DERSequence(tcb)));
        all.add(field("3", new DEROctetString(hex(PCE_ID))));
        all.add(field("4", new DEROctetString(hex(FMSPC))));
        return new DERSequence(all);
    }

    private static DERSequence field(String id, ASN1Encodable value) {
        return new DERSequence(
                new ASN1Encodable[] {
                    new ASN1ObjectIdentifier("1.2.840.113741.1.13.1." + id), value
                });
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    String pckChain() {
        return pck.pem() + ca.pem() + root.pem();
    }

    String signingChain() {
        return signing.pem() + root.pem();
    }

    byte[] sign(TestQuote quote) {
        return quote.sign(pck.keys(), pckChain());
    }

    SignedText signed(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return new SignedText(
                bytes,
                P256.sign(signing.keys().getPrivate(), bytes),
                signingChain().getBytes(UTF_8));
    }

    Collateral collateral() {
        return new Collateral(signed(tcbInfo), signed(qeIdentity), rootCrl, pckCrl);
    }

    QuoteVerifier verifier(Collateral collateral) {
        return new QuoteVerifier(
                root.asRoot(), request -> Optional.of(collateral), InstantSource.fixed(at));
    }

    VerifiedQuote verify(TestQuote quote) throws RefusedException {
        return verifier(collateral()).verify(sign(quote));
    }
}
