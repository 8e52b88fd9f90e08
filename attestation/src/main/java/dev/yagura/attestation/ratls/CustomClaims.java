package dev.yagura.attestation.ratls;

import dev.yagura.attestation.cbor.CborReader;
import dev.yagura.attestation.cbor.CborWriter;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What RA-TLS evidence is bound to: the hash of the TLS public key and, in an answer to a
 * challenge, the nonce.
 *
 * <p>The encoded map is the {@code claims-buffer} of the interoperable format.
 *
 * @param algorithm of {@code keyHashHex}
 * @param keyHashHex over the DER-encoded {@code SubjectPublicKeyInfo}, in hexadecimal digits
 * @param nonce the challenge that was answered
 */
record CustomClaims(HashAlgorithm algorithm, String keyHashHex, Optional<Nonce> nonce) {

    private static final String NAME = "ra-tls claims";
    private static final String PUBKEY_HASH = "pubkey-hash";
    private static final String NONCE = "nonce";
    private static final int MAX_ALGORITHM_ID = 0xff;
    private static final int MAX_HASH_ENTRY_BYTES = 80;

    /** Returns claims about a public key with SHA-256. */
    static CustomClaims about(byte[] subjectPublicKeyInfo, Optional<Nonce> nonce) {
        HashAlgorithm algorithm = HashAlgorithm.SHA_256;
        return new CustomClaims(algorithm, hex(algorithm.hash(subjectPublicKeyInfo)), nonce);
    }

    /** Returns whether the claims name exactly this public key. */
    boolean isAbout(byte[] subjectPublicKeyInfo) {
        return keyHashHex.equals(hex(algorithm.hash(subjectPublicKeyInfo)));
    }

    /** Returns the {@code claims-buffer}, with its keys in deterministic order. */
    byte[] encode() {
        byte[] entry =
                new CborWriter()
                        .array(2)
                        .unsigned(algorithm.id())
                        .byteString(HexFormat.of().parseHex(keyHashHex))
                        .toByteArray();
        CborWriter out = new CborWriter().map(nonce.isPresent() ? 2 : 1);
        nonce.ifPresent(value -> out.text(NONCE).byteString(value.bytes()));
        return out.text(PUBKEY_HASH).byteString(entry).toByteArray();
    }

    /**
     * Reads a {@code claims-buffer}; unknown claims are refused.
     *
     * @throws MalformedStructureException if the bytes are anything else
     */
    static CustomClaims parse(byte[] claimsBuffer) throws MalformedStructureException {
        CborReader in = new CborReader(NAME, claimsBuffer);
        int entries = in.map("claims", 2);
        byte @Nullable [] keyHash = null;
        Optional<Nonce> nonce = Optional.empty();
        for (int i = 0; i < entries; i++) {
            String claim = in.text("claim name", PUBKEY_HASH.length());
            if (claim.equals(PUBKEY_HASH) && keyHash == null) {
                keyHash = in.byteString(PUBKEY_HASH, MAX_HASH_ENTRY_BYTES);
            } else if (claim.equals(NONCE) && nonce.isEmpty()) {
                nonce = Optional.of(nonce(in));
            } else {
                throw in.malformed(
                        Reason.UNSUPPORTED,
                        "claim name",
                        "is %s, expected %s or %s once".formatted(claim, PUBKEY_HASH, NONCE));
            }
        }
        in.end("claims");
        if (keyHash == null) {
            throw in.malformed(Reason.OUT_OF_RANGE, PUBKEY_HASH, "is absent, expected once");
        }
        return parseHashEntry(keyHash, nonce);
    }

    private static Nonce nonce(CborReader in) throws MalformedStructureException {
        byte[] value = in.byteString(NONCE, Nonce.MAX_BYTES);
        if (value.length < Nonce.MIN_BYTES) {
            throw in.malformed(
                    Reason.OUT_OF_RANGE,
                    NONCE,
                    "is %d bytes long, expected %d..%d"
                            .formatted(value.length, Nonce.MIN_BYTES, Nonce.MAX_BYTES));
        }
        return Nonce.fromBytes(value);
    }

    private static CustomClaims parseHashEntry(byte[] entry, Optional<Nonce> nonce)
            throws MalformedStructureException {
        CborReader in = new CborReader(NAME + " hash-entry", entry);
        in.array("hash-entry", 2);
        int id = in.unsigned("hash-alg-id", MAX_ALGORITHM_ID);
        HashAlgorithm algorithm =
                HashAlgorithm.ofId(id)
                        .orElseThrow(() ->
                                in.malformed(
                                        Reason.UNSUPPORTED,
                                        "hash-alg-id",
                                        "is %d, expected one of %s"
                                                .formatted(
                                                        id,
                                                        Arrays.toString(HashAlgorithm.values()))));
        byte[] value = in.byteString("hash-value", algorithm.sizeBytes());
        in.end("hash-entry");
        if (value.length != algorithm.sizeBytes()) {
            throw in.malformed(
                    Reason.OUT_OF_RANGE,
                    "hash-value",
                    "is %d bytes long, expected %d".formatted(value.length, algorithm.sizeBytes()));
        }
        return new CustomClaims(algorithm, hex(value), nonce);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
