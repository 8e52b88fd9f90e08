package dev.yagura.attestation;

import java.util.HexFormat;

/**
 * A SHA-384 value: the measurement of a TDX trust domain (MRTD) or one of its run-time registers.
 *
 * <p>These are public values; equality is not constant-time.
 *
 * @param hex 96 lower-case hexadecimal digits
 */
public record Sha384(String hex) implements Comparable<Sha384> {

    /** Length of the value in bytes. */
    public static final int SIZE_BYTES = 48;

    /** Forty-eight zero bytes, which no known input hashes to; stands for "nothing". */
    public static final Sha384 ZERO = new Sha384("0".repeat(2 * SIZE_BYTES));

    /** Requires 96 lower-case hexadecimal digits. */
    public Sha384 {
        Hex.require("sha-384", hex, SIZE_BYTES);
    }

    /**
     * Returns the value with these bytes; nothing is hashed.
     *
     * @throws IllegalArgumentException if there are not {@value #SIZE_BYTES} of them
     */
    public static Sha384 fromBytes(byte[] value) {
        return new Sha384(HexFormat.of().formatHex(value));
    }

    @Override
    public int compareTo(Sha384 other) {
        return hex.compareTo(other.hex);
    }

    /** Returns the hexadecimal digits. */
    @Override
    public String toString() {
        return hex;
    }
}
