package dev.yagura.detect.baseline;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digest of lines and values. */
final class Sha256 {
    private Sha256() {}

    static MessageDigest fresh() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
