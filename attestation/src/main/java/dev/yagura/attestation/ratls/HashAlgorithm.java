package dev.yagura.attestation.ratls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * Hashes a verifier must know, with their ids in IANA's "Named Information Hash Algorithm" list.
 */
enum HashAlgorithm {
    SHA_256(1, "SHA-256", 32),
    SHA_384(7, "SHA-384", 48),
    SHA_512(8, "SHA-512", 64);

    private final int id;
    private final String javaName;
    private final int sizeBytes;

    HashAlgorithm(int id, String javaName, int sizeBytes) {
        this.id = id;
        this.javaName = javaName;
        this.sizeBytes = sizeBytes;
    }

    int id() {
        return id;
    }

    int sizeBytes() {
        return sizeBytes;
    }

    byte[] hash(byte[] data) {
        try {
            return MessageDigest.getInstance(javaName).digest(data);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform has no " + javaName, e);
        }
    }

    static Optional<HashAlgorithm> ofId(int id) {
        for (HashAlgorithm algorithm : values()) {
            if (algorithm.id == id) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }
}
