package dev.yagura.attestation.ratls;

import static java.util.Objects.requireNonNull;

import dev.yagura.attestation.Attester;
import dev.yagura.attestation.EvidenceFormat;
import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.ec.P256;
import java.io.IOException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * One end of a TLS connection: an EC P-256 key pair and a self-signed certificate, which carries
 * evidence if the end runs in an enclave.
 *
 * <p>Immutable and safe for concurrent use. The private key shows in no message.
 */
public final class Identity {

    private final PrivateKey privateKey;
    private final X509Certificate certificate;
    private final Optional<Attester> attester;

    Identity(PrivateKey privateKey, X509Certificate certificate, Optional<Attester> attester) {
        this.privateKey = requireNonNull(privateKey, "privateKey");
        this.certificate = requireNonNull(certificate, "certificate");
        this.attester = requireNonNull(attester, "attester");
    }

    /** Returns an identity with a fresh key and no evidence; peers must pin {@link #keyHash()}. */
    public static Identity withoutEvidence(IdentityOptions options) {
        KeyPair keys = P256.generate();
        return new Identity(
                keys.getPrivate(),
                SelfSigned.certificate(keys, options, Optional.empty()),
                Optional.empty());
    }

    /**
     * Returns an identity with a fresh key, for which {@code attester} vouches in the certificate.
     *
     * @throws IOException if the attester fails
     */
    public static Identity attested(IdentityOptions options, Attester attester) throws IOException {
        KeyPair keys = P256.generate();
        CustomClaims claims = CustomClaims.about(keys.getPublic().getEncoded(), Optional.empty());
        TaggedEvidence evidence = TaggedEvidence.attest(attester, claims);
        return new Identity(
                keys.getPrivate(),
                SelfSigned.certificate(keys, options, Optional.of(evidence)),
                Optional.of(attester));
    }

    /** Returns the certificate. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** Returns the SHA-256 of the {@code SubjectPublicKeyInfo}: what a peer's policy pins. */
    public Sha256 keyHash() {
        return Sha256.hash(certificate.getPublicKey().getEncoded());
    }

    /**
     * Answers a challenge: fresh evidence bound to this identity's key and to {@code nonce}.
     *
     * @return an encoding for {@link PeerVerifier#appraiseAnswer}
     * @throws IOException if the attester fails
     * @throws IllegalStateException if this identity has no attester
     */
    public byte[] answer(Nonce nonce) throws IOException {
        byte[] publicKey = certificate.getPublicKey().getEncoded();
        return TaggedEvidence.attest(present(), CustomClaims.about(publicKey, Optional.of(nonce)))
                .encode();
    }

    /** Returns whether {@link #answer} can be asked. */
    public boolean canAnswer() {
        return attester.isPresent();
    }

    /**
     * Returns the format of what {@link #answer} gives.
     *
     * @throws IllegalStateException if this identity has no attester
     */
    public EvidenceFormat answerFormat() {
        return present().format();
    }

    private Attester present() {
        return attester.orElseThrow(
                () -> new IllegalStateException("identity: has no attester to ask"));
    }

    PrivateKey privateKey() {
        return privateKey;
    }

    /** Returns the subject and the hash of the public key. */
    @Override
    public String toString() {
        return "%s, key %s".formatted(certificate.getSubjectX500Principal().getName(), keyHash());
    }
}
