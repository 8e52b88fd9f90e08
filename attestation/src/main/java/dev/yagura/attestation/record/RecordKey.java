package dev.yagura.attestation.record;

import dev.yagura.attestation.Attester;
import dev.yagura.attestation.ratls.KeyEvidence;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Base64;
import java.util.Optional;

/**
 * A fresh key that signs records, and the evidence for it.
 *
 * <p>It lives as long as the process that made it; the private key leaves it nowhere. Immutable.
 */
public final class RecordKey {
    private final KeyPair keys;
    private final String evidence;
    private final Optional<String> collateral;

    private RecordKey(KeyPair keys, String evidence, Optional<String> collateral) {
        this.keys = keys;
        this.evidence = evidence;
        this.collateral = collateral;
    }

    /**
     * Makes a key that {@code attester} vouches for.
     *
     * @throws IOException if the attester fails
     */
    public static RecordKey attested(Attester attester) throws IOException {
        KeyPair keys;
        try {
            keys = KeyPairGenerator.getInstance(Jws.ALGORITHM).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has Ed25519", e);
        }
        return new RecordKey(
                keys,
                Base64.getEncoder().encodeToString(KeyEvidence.about(keys.getPublic(), attester)),
                Optional.empty());
    }

    /**
     * Returns the same key with what its evidence is judged by, so that a record can be verified
     * where there is no network.
     *
     * @param json an object as {@code collateral} of a quote's file holds; docs/attestation.md
     */
    public RecordKey withCollateral(String json) {
        return new RecordKey(keys, evidence, Optional.of(json));
    }

    PublicKey publicKey() {
        return keys.getPublic();
    }

    PrivateKey privateKey() {
        return keys.getPrivate();
    }

    /** Returns the evidence in base64. */
    String evidence() {
        return evidence;
    }

    Optional<String> collateral() {
        return collateral;
    }
}
