package dev.yagura.attestation;

import java.util.HexFormat;

/**
 * The 64 bytes an attester lets its program choose and then vouches for with the rest.
 *
 * <p>They bind evidence to a key and to a challenge; see {@code dev.yagura.attestation.ratls}.
 *
 * @param hex 128 lower-case hexadecimal digits
 */
public record ReportData(String hex) implements Comparable<ReportData> {

    /** Length in bytes, that of SGX's {@code REPORTDATA}. */
    public static final int SIZE_BYTES = 64;

    /** Requires 128 lower-case hexadecimal digits. */
    public ReportData {
        Hex.require("report data", hex, SIZE_BYTES);
    }

    /**
     * Returns the report data with these bytes.
     *
     * @throws IllegalArgumentException if there are not {@value #SIZE_BYTES} of them
     */
    public static ReportData fromBytes(byte[] value) {
        return new ReportData(HexFormat.of().formatHex(value));
    }

    /** Returns a hash followed by zeros, as the interoperable RA-TLS format lays it out. */
    public static ReportData of(Sha256 hash) {
        return new ReportData(hash.hex() + "0".repeat(2 * (SIZE_BYTES - Sha256.SIZE_BYTES)));
    }

    /** Returns the {@value #SIZE_BYTES} bytes. */
    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    @Override
    public int compareTo(ReportData other) {
        return hex.compareTo(other.hex);
    }

    /** Returns the hexadecimal digits. */
    @Override
    public String toString() {
        return hex;
    }
}
