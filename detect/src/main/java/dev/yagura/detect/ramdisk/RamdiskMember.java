package dev.yagura.detect.ramdisk;

import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A regular file of an initial ramdisk that is not empty.
 *
 * @param path as text, from the root, without a slash in front
 * @param offset of the archive in the ramdisk's file, in bytes; compressed ones as a whole
 * @param permissions the 12 low bits of the mode
 * @param isLinked whether it has other names, for which only the last holds the content
 * @param sizeBytes of the content
 * @param sha256 of the content, 64 hex digits
 * @param form what the content begins as
 */
public record RamdiskMember(
        String path,
        long offset,
        int permissions,
        boolean isLinked,
        long sizeBytes,
        String sha256,
        Form form) {
    /** What a content begins as. */
    public enum Form {
        /** A program, a library or a module. */
        ELF,
        /** Names an interpreter in its first line. */
        SCRIPT,
        /** Anything else. */
        OTHER;

        static Form of(byte[] start) {
            if (start.length >= 4
                    && start[0] == 0x7F
                    && start[1] == 'E'
                    && start[2] == 'L'
                    && start[3] == 'F') {
                return ELF;
            }
            return start.length >= 2 && start[0] == '#' && start[1] == '!' ? SCRIPT : OTHER;
        }
    }

    /** Requires the objects. */
    public RamdiskMember {
        requireNonNull(path, "path");
        requireNonNull(sha256, "sha256");
        requireNonNull(form, "form");
    }

    /** Returns the last name of the path. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Returns whether anybody may execute it. */
    public boolean isExecutable() {
        return (permissions & 0111) != 0;
    }

    /** Returns whether its content is this one. */
    public boolean hasContent(byte[] content) {
        return sha256.equals(HexFormat.of().formatHex(digest().digest(content)));
    }

    /** Returns what {@link #sha256} is made by. */
    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
