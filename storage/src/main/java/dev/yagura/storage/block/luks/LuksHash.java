package dev.yagura.storage.block.luks;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import javax.crypto.Mac;

/** The hashes that a header may name: those of its names that the JDK has. */
enum LuksHash {
    SHA1("sha1", "SHA-1", 20),
    SHA224("sha224", "SHA-224", 28),
    SHA256("sha256", "SHA-256", 32),
    SHA384("sha384", "SHA-384", 48),
    SHA512("sha512", "SHA-512", 64),
    SHA3_224("sha3-224", "SHA3-224", 28),
    SHA3_256("sha3-256", "SHA3-256", 32),
    SHA3_384("sha3-384", "SHA3-384", 48),
    SHA3_512("sha3-512", "SHA3-512", 64);

    private final String specName;
    private final String algorithm;
    private final int bytes;

    LuksHash(String specName, String algorithm, int bytes) {
        this.specName = specName;
        this.algorithm = algorithm;
        this.bytes = bytes;
    }

    /** Returns the hash of that name, in whatever case. */
    static Optional<LuksHash> of(String name) {
        for (LuksHash hash : values()) {
            if (hash.specName.equalsIgnoreCase(name)) {
                return Optional.of(hash);
            }
        }
        return Optional.empty();
    }

    String specName() {
        return specName;
    }

    /** Returns the length of its result, in bytes. */
    int bytes() {
        return bytes;
    }

    MessageDigest digest() {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has " + algorithm, e);
        }
    }

    Mac mac() {
        String name = "Hmac" + (algorithm.startsWith("SHA3") ? algorithm : specName);
        try {
            return Mac.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has " + name, e);
        }
    }
}
