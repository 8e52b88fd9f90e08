package dev.yagura.attestation.ratls;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A verifier's challenge: evidence that contains it was made after it was sent.
 *
 * <p>A nonce is used once. Its freshness is the verifier's business: this type does not remember.
 *
 * @param hex an even number of lower-case hexadecimal digits, for 16 to 64 bytes
 */
public record Nonce(String hex) {

    /** Fewest bytes: 128 bits cannot be guessed or expected to repeat. */
    public static final int MIN_BYTES = 16;

    /** Most bytes, that of the largest hash in use. */
    public static final int MAX_BYTES = 64;

    private static final int RANDOM_BYTES = 32;

    /** Requires 16 to 64 bytes in lower-case hexadecimal digits. */
    public Nonce {
        int length = HexFormat.of().parseHex(hex).length;
        if (length < MIN_BYTES || length > MAX_BYTES || !hex.equals(hex.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(
                    "nonce: has %d bytes, expected %d..%d in lower-case hexadecimal digits"
                            .formatted(length, MIN_BYTES, MAX_BYTES));
        }
    }

    /** Returns 32 fresh random bytes. */
    public static Nonce random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return fromBytes(bytes);
    }

    /**
     * Returns the nonce with these bytes.
     *
     * @throws IllegalArgumentException if there are fewer than {@value #MIN_BYTES} or more than
     *     {@value #MAX_BYTES}
     */
    public static Nonce fromBytes(byte[] value) {
        return new Nonce(HexFormat.of().formatHex(value));
    }

    /** Returns the bytes. */
    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }
}
