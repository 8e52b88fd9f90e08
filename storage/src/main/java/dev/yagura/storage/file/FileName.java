package dev.yagura.storage.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * Name of a file in its directory: bytes, as Linux keeps it. Any byte but 0 and a slash may occur,
 * so a name need not be text in any character set.
 */
public final class FileName implements Comparable<FileName> {
    /** Longest name that any filesystem of Linux has, in bytes: {@code FUSE_NAME_MAX}. */
    public static final int MAX_BYTES = 1024;

    private final byte[] bytes;

    private FileName(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Returns the name with these bytes. */
    public static FileName of(byte[] bytes) {
        return new FileName(bytes.clone());
    }

    /** Returns the name that is {@code text} in UTF-8. */
    public static FileName of(String text) {
        return new FileName(text.getBytes(UTF_8));
    }

    /** Returns a copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Returns whether the name is that of the directory itself or of its parent. */
    public boolean isDot() {
        return (bytes.length == 1 || (bytes.length == 2 && bytes[1] == '.')) && bytes[0] == '.';
    }

    /**
     * Returns whether Linux could have a file of this name; a damaged directory may hold others.
     * Those that are dots are none.
     */
    public boolean isPossible() {
        for (byte b : bytes) {
            if (b == 0 || b == '/') {
                return false;
            }
        }
        return bytes.length > 0 && bytes.length <= MAX_BYTES && !isDot();
    }

    /** Compares byte by byte, unsigned, as {@code memcmp(3)} does. */
    @Override
    public int compareTo(FileName other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FileName name && Arrays.equals(bytes, name.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Returns the name as text; what is not UTF-8 becomes U+FFFD. For people, not for lookups. */
    @Override
    public String toString() {
        return new String(bytes, UTF_8);
    }
}
