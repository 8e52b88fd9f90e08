package dev.yagura.attestation.ratls;

import static java.util.Objects.requireNonNull;

import dev.yagura.attestation.Rule;
import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.UnverifiedClaims;
import dev.yagura.attestation.appraisal.Appraisal;
import dev.yagura.attestation.appraisal.Appraisal.Refused;
import dev.yagura.attestation.appraisal.Verifier;
import dev.yagura.attestation.policy.AppraisalPolicy;
import dev.yagura.bytes.MalformedStructureException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;

/**
 * Appraises a peer by its certificate: a pinned key, or evidence bound to the certificate's key.
 *
 * <p>Tagged evidence decides where it is there; else Gramine's older extension. Names in the
 * certificate are not looked at. That the peer holds the private key is proved by TLS, not here.
 * Immutable and safe for concurrent use; no method throws because of what a certificate or an
 * answer contains.
 */
public final class PeerVerifier {

    /** Longest accepted certificate in bytes; a TLS handshake message of the JDK holds 32 KiB. */
    public static final int MAX_CERTIFICATE_BYTES = 32 * 1024;

    private final Verifier verifier;
    private final InstantSource clock;

    /** Returns a verifier by the system's clock. */
    public PeerVerifier(AppraisalPolicy policy) {
        this(policy, InstantSource.system());
    }

    /** Returns a verifier by another clock, for tests and for evidence from the past. */
    public PeerVerifier(AppraisalPolicy policy, InstantSource clock) {
        this(new Verifier(policy), clock);
    }

    /**
     * Returns a verifier that asks another about the evidence.
     *
     * @param clock for the certificate; {@code verifier} has its own for quotes
     */
    public PeerVerifier(Verifier verifier, InstantSource clock) {
        this.verifier = requireNonNull(verifier, "verifier");
        this.clock = requireNonNull(clock, "clock");
    }

    /** Returns the policy. */
    public AppraisalPolicy policy() {
        return verifier.policy();
    }

    /**
     * Appraises a certificate.
     *
     * <p>A pinned key is accepted without a look at evidence. The evidence inside may be as old as
     * the certificate; {@link #appraiseAnswer} tells whether the attester is there now.
     */
    public Appraisal appraise(X509Certificate certificate) {
        Optional<Refused> malformed = checkForm(certificate);
        if (malformed.isPresent()) {
            return malformed.get();
        }
        Optional<byte[]> tagged = extension(certificate, TaggedEvidence.OID);
        Optional<byte[]> quote = extension(certificate, GramineQuote.OID);
        if ((tagged.isEmpty() && quote.isEmpty()) || pins(certificate)) {
            return verifier.appraiseKey(keyHash(certificate));
        }
        Optional<Refused> altered = checkSelfSigned(certificate);
        if (altered.isPresent()) {
            return altered.get();
        }
        return tagged.isPresent()
                ? KeyEvidence.appraise(tagged.get(), certificate.getPublicKey(), verifier)
                : GramineQuote.appraise(quote.orElseThrow(), certificate.getPublicKey(), verifier);
    }

    /** Returns whether the policy pins a certificate's key. */
    boolean pins(X509Certificate certificate) {
        return policy().pinnedKeys().contains(keyHash(certificate));
    }

    /** Returns a verifier by the same clock that accepts one key and nothing else. */
    PeerVerifier only(X509Certificate certificate) {
        return new PeerVerifier(AppraisalPolicy.pinning(keyHash(certificate)), clock);
    }

    private static Sha256 keyHash(X509Certificate certificate) {
        return Sha256.hash(certificate.getPublicKey().getEncoded());
    }

    /**
     * Appraises the answer to a challenge; a pinned key is not enough here.
     *
     * @param answer from {@link Identity#answer}, over any channel
     * @param challenge the nonce that was sent, fresh for this one question
     * @param peer the certificate of the TLS connection whose other end is in question
     */
    public Appraisal appraiseAnswer(byte[] answer, Nonce challenge, X509Certificate peer) {
        Optional<Refused> malformed = checkForm(peer);
        if (malformed.isPresent()) {
            return malformed.get();
        }
        return KeyEvidence.appraise(answer, peer.getPublicKey(), Optional.of(challenge), verifier);
    }

    /**
     * Returns what a certificate's evidence says, or empty if it carries none; nothing is verified.
     *
     * @throws MalformedStructureException if there is evidence that cannot be read
     */
    public static Optional<UnverifiedClaims> inspect(X509Certificate certificate)
            throws MalformedStructureException {
        Optional<byte[]> encoded = extension(certificate, TaggedEvidence.OID);
        return encoded.isEmpty()
                ? Optional.empty()
                : Optional.of(Verifier.inspect(TaggedEvidence.parse(encoded.get()).evidence()));
    }

    private static Optional<byte[]> extension(X509Certificate certificate, String oid) {
        return Optional.ofNullable(certificate.getExtensionValue(oid))
                .map(value -> ASN1OctetString.getInstance(value).getOctets());
    }

    private Optional<Refused> checkForm(X509Certificate certificate) {
        int length;
        try {
            length = certificate.getEncoded().length;
        } catch (CertificateEncodingException e) {
            return refused("not encodable: " + e.getMessage(), "a well-formed certificate");
        }
        if (length > MAX_CERTIFICATE_BYTES) {
            return refused(length + " bytes long", "at most " + MAX_CERTIFICATE_BYTES);
        }
        if (certificate.hasUnsupportedCriticalExtension()) {
            return refused(
                    "one with unknown critical extensions among "
                            + certificate.getCriticalExtensionOIDs(),
                    "known ones only");
        }
        Instant now = clock.instant();
        Instant notBefore = certificate.getNotBefore().toInstant();
        Instant notAfter = certificate.getNotAfter().toInstant();
        if (now.isBefore(notBefore) || now.isAfter(notAfter)) {
            return refused(
                    "valid from %s to %s".formatted(notBefore, notAfter),
                    "one that is valid at " + now);
        }
        return Optional.empty();
    }

    // TLS proves that the peer holds the key; this proves that the holder chose the other fields.
    private static Optional<Refused> checkSelfSigned(X509Certificate certificate) {
        if (!(certificate.getPublicKey() instanceof ECPublicKey)) {
            return refused(
                    "one with a key of type " + certificate.getPublicKey().getAlgorithm(),
                    "an EC key beside evidence");
        }
        try {
            certificate.verify(certificate.getPublicKey());
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            return refused(
                    "not signed by its own key (%s)".formatted(e.getMessage()), "self-signed");
        }
    }

    private static Optional<Refused> refused(String found, String expected) {
        return Optional.of(new Refused(Rule.CERTIFICATE, found, expected));
    }
}
