package dev.yagura.storage.block.luks;

import java.util.Arrays;

/** Bytes of a header that are no secret and do not change: a salt, a digest. */
final class HeaderBytes {
    static final HeaderBytes NONE = new HeaderBytes(new byte[0]);

    private final byte[] bytes;

    private HeaderBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Returns a value that owns {@code bytes}. */
    static HeaderBytes owning(byte[] bytes) {
        return new HeaderBytes(bytes);
    }

    int length() {
        return bytes.length;
    }

    byte[] toArray() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HeaderBytes that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
