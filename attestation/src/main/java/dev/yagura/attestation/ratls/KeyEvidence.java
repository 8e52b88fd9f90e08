package dev.yagura.attestation.ratls;

import dev.yagura.attestation.Attester;
import dev.yagura.attestation.Rule;
import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.appraisal.Appraisal;
import dev.yagura.attestation.appraisal.Appraisal.Refused;
import dev.yagura.attestation.appraisal.Verifier;
import dev.yagura.bytes.MalformedStructureException;
import java.io.IOException;
import java.security.PublicKey;
import java.util.Optional;

/**
 * Evidence bound to a public key, in the encoding of RA-TLS, for keys that sign something else than
 * handshakes.
 *
 * <p>It says that the attested program named the key. That somebody holds the private key, the
 * caller finds out by a signature.
 */
public final class KeyEvidence {
    /** Longest encoding in bytes. */
    public static final int MAX_ENCODED_BYTES = TaggedEvidence.MAX_ENCODED_BYTES;

    private KeyEvidence() {}

    /**
     * Has {@code attester} vouch for a key.
     *
     * @return the tagged evidence, encoded
     * @throws IOException if the attester fails
     */
    public static byte[] about(PublicKey key, Attester attester) throws IOException {
        return TaggedEvidence.attest(
                        attester, CustomClaims.about(key.getEncoded(), Optional.empty()))
                .encode();
    }

    /**
     * Appraises what {@link #about} returned. What the bytes hold is a verdict, never an exception.
     *
     * @param encoded from whoever claims to hold the key
     */
    public static Appraisal appraise(byte[] encoded, PublicKey key, Verifier verifier) {
        return appraise(encoded, key, Optional.empty(), verifier);
    }

    static Appraisal appraise(
            byte[] encoded, PublicKey key, Optional<Nonce> challenge, Verifier verifier) {
        TaggedEvidence tagged;
        try {
            tagged = TaggedEvidence.parse(encoded);
        } catch (MalformedStructureException e) {
            return new Refused(
                    Rule.EVIDENCE,
                    String.valueOf(e.getMessage()),
                    "tagged evidence of a known format");
        }
        CustomClaims claims = tagged.claims();
        if (!claims.isAbout(key.getEncoded())) {
            return new Refused(
                    Rule.PUBLIC_KEY,
                    "evidence about %s hash %s".formatted(claims.algorithm(), claims.keyHashHex()),
                    "evidence about sha-256 " + Sha256.hash(key.getEncoded()));
        }
        if (challenge.isPresent() && !claims.nonce().equals(challenge)) {
            return new Refused(
                    Rule.NONCE,
                    claims.nonce().map(Nonce::hex).orElse("absent"),
                    challenge.get().hex());
        }
        return verifier.appraise(tagged.evidence(), tagged.expectedReportData());
    }
}
