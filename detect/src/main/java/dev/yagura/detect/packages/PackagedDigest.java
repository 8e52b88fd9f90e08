package dev.yagura.detect.packages;

import static java.util.Objects.requireNonNull;

import dev.yagura.detect.files.Digests;

/**
 * Digest of a file's content as its package has it.
 *
 * @param algorithm by which it was made
 * @param hex the digest, lower case
 */
public record PackagedDigest(Algorithm algorithm, String hex) {
    /** Digests that are compared. */
    public enum Algorithm {
        /** What dpkg keeps, and rpm kept once. */
        MD5("MD5"),
        /** What rpm keeps. */
        SHA256("SHA-256");

        private final String text;

        Algorithm(String text) {
            this.text = text;
        }

        /** Returns the name, for people. */
        public String text() {
            return text;
        }
    }

    /** Requires the components. */
    public PackagedDigest {
        requireNonNull(algorithm, "algorithm");
        requireNonNull(hex, "hex");
    }

    /** Returns the digest of this kind that a content comes to. */
    public String of(Digests content) {
        return switch (algorithm) {
            case MD5 -> content.md5();
            case SHA256 -> content.sha256();
        };
    }

    /** Returns whether a content is the packaged one. */
    public boolean matches(Digests content) {
        return hex.equals(of(content));
    }
}
