package dev.yagura.attestation;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/**
 * What an attester says about the program it runs, encoded in one of the known formats.
 *
 * <p>The bytes are opaque and hostile until a verifier has appraised them. Immutable.
 */
public final class Evidence {

    /**
     * Longest accepted encoding in bytes. A DCAP quote with its certificate chain takes about 5
     * KiB; the limit is that of a TLS 1.3 handshake message in the JDK (32 KiB), less some room.
     */
    public static final int MAX_ENCODED_BYTES = 30 * 1024;

    private final EvidenceFormat format;
    private final byte[] encoded;

    /**
     * Wraps encoded evidence.
     *
     * @param format how the bytes are encoded
     * @param encoded at least 1 and at most {@value #MAX_ENCODED_BYTES} bytes; copied
     * @throws IllegalArgumentException if there are fewer or more
     */
    public Evidence(EvidenceFormat format, byte[] encoded) {
        this.format = requireNonNull(format, "format");
        this.encoded = encoded.clone();
        if (encoded.length == 0 || encoded.length > MAX_ENCODED_BYTES) {
            throw new IllegalArgumentException(
                    "%s evidence: is %d bytes long, expected 1..%d"
                            .formatted(format.label(), encoded.length, MAX_ENCODED_BYTES));
        }
    }

    /** Returns how the evidence is encoded. */
    public EvidenceFormat format() {
        return format;
    }

    /** Returns a copy of the encoded bytes. */
    public byte[] encoded() {
        return encoded.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Evidence that
                && format == that.format
                && Arrays.equals(encoded, that.encoded);
    }

    @Override
    public int hashCode() {
        return 31 * format.hashCode() + Arrays.hashCode(encoded);
    }

    /** Returns format and length; the bytes are not shown. */
    @Override
    public String toString() {
        return "%s evidence, %d bytes".formatted(format.label(), encoded.length);
    }
}
