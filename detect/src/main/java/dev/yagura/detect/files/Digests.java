package dev.yagura.detect.files;

import static java.util.Objects.requireNonNull;

/**
 * What a file's content comes to; all made at one reading.
 *
 * @param sizeBytes how many bytes were read
 * @param md5 what dpkg keeps, 32 hex digits; proves nothing against somebody who made the file
 * @param sha256 64 hex digits
 */
public record Digests(long sizeBytes, String md5, String sha256) {
    /** Requires the texts. */
    public Digests {
        requireNonNull(md5, "md5");
        requireNonNull(sha256, "sha256");
    }
}
