package dev.yagura.attestation.dcap.pki;

import static java.util.Objects.requireNonNull;

import dev.yagura.attestation.Sha256;
import java.security.PublicKey;

/**
 * The key that every chain must end at. The name in the root certificate proves nothing: anybody
 * can make a certificate of that name.
 *
 * @param keyHash SHA-256 of the key's DER-encoded {@code SubjectPublicKeyInfo}
 */
public record TrustedRoot(Sha256 keyHash) {

    /** The key of the "Intel SGX Root CA" of 2018, valid until 2049. */
    public static final TrustedRoot INTEL =
            new TrustedRoot(
                    new Sha256("a0af031289f5d5d4132f9186068a7fc13628633ba235777472e29b6b6c67a49e"));

    /** Requires a hash. */
    public TrustedRoot {
        requireNonNull(keyHash, "keyHash");
    }

    /** Returns the hash by which a key is pinned. */
    public static Sha256 hashOf(PublicKey key) {
        return Sha256.hash(key.getEncoded());
    }
}
