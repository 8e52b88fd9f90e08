package dev.yagura.attestation;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A SHA-256 value: a measurement (MRENCLAVE), a signer (MRSIGNER), or the hash of a public key.
 *
 * <p>These are public values; equality is not constant-time.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Sha256(String hex) implements Comparable<Sha256> {

    /** Length of the value in bytes. */
    public static final int SIZE_BYTES = 32;

    /** Thirty-two zero bytes, which no known input hashes to; stands for "nobody". */
    public static final Sha256 ZERO = new Sha256("0".repeat(2 * SIZE_BYTES));

    /** Requires 64 lower-case hexadecimal digits. */
    public Sha256 {
        Hex.require("sha-256", hex, SIZE_BYTES);
    }

    /**
     * Returns the value with these bytes; nothing is hashed.
     *
     * @throws IllegalArgumentException if there are not {@value #SIZE_BYTES} of them
     */
    public static Sha256 fromBytes(byte[] value) {
        return new Sha256(HexFormat.of().formatHex(value));
    }

    /** Hashes {@code data}. */
    public static Sha256 hash(byte[] data) {
        return fromBytes(newDigest().digest(data));
    }

    /** Returns a new SHA-256 computation. */
    public static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Returns the {@value #SIZE_BYTES} bytes of the value. */
    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    @Override
    public int compareTo(Sha256 other) {
        return hex.compareTo(other.hex);
    }

    /** Returns the hexadecimal digits. */
    @Override
    public String toString() {
        return hex;
    }
}
