package dev.yagura.storage.block.crypt;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Bytes that nobody else is to see: a passphrase, or a key.
 *
 * <p>Never printed, compared in constant time, and overwritten by {@link #close()}. What Java does
 * not promise: the garbage collector may have moved the array and left an old copy in memory not
 * yet used again; {@code javax.crypto} keeps copies of keys that its ciphers are running with; and
 * the operating system may have paged memory out. An enclave's memory is encrypted, which covers
 * all of these against the host, and nothing covers them against the enclave itself.
 */
public final class Secret implements AutoCloseable {
    private final byte[] bytes;
    private volatile boolean closed;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Returns a secret with a copy of {@code bytes}; the caller wipes its own. */
    public static Secret copyOf(byte[] bytes) {
        return new Secret(bytes.clone());
    }

    /** Returns a secret that owns {@code bytes} from now on, and wipes them in the end. */
    public static Secret owning(byte[] bytes) {
        return new Secret(bytes);
    }

    /** Returns the number of bytes. */
    public int length() {
        return bytes.length;
    }

    /**
     * Returns the bytes themselves, not a copy: to be used at once and kept nowhere.
     *
     * @throws IllegalStateException after {@link #close()}
     */
    public byte[] revealed() {
        if (closed) {
            throw new IllegalStateException("secret is closed");
        }
        return bytes;
    }

    /** Returns a copy of a part, as a secret of its own. */
    public Secret slice(int from, int to) {
        return new Secret(Arrays.copyOfRange(revealed(), from, to));
    }

    /** Compares in a time that does not tell where the difference is. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(bytes, secret.bytes);
    }

    /** Returns the same for all secrets of a length, so as to tell nothing of them. */
    @Override
    public int hashCode() {
        return bytes.length;
    }

    /** Returns nothing of the content. */
    @Override
    public String toString() {
        return "secret";
    }

    /** Overwrites the bytes. */
    @Override
    public void close() {
        closed = true;
        Arrays.fill(bytes, (byte) 0);
    }
}
