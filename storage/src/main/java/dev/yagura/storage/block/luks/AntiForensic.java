package dev.yagura.storage.block.luks;

import dev.yagura.storage.block.crypt.Secret;
import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Puts a key together that was blown up into many stripes, so that none of them may be missing:
 * "Anti-forensic splitter" in the LUKS On-Disk Format Specification.
 */
final class AntiForensic {
    private AntiForensic() {}

    /**
     * Merges stripes into a key.
     *
     * @param material at least {@code stripes} times {@code keyBytes} long
     * @param hash what diffuses each stripe into the next
     */
    static Secret merge(byte[] material, int keyBytes, int stripes, LuksHash hash) {
        MessageDigest digest = hash.digest();
        byte[] key = new byte[keyBytes];
        for (int stripe = 0; stripe < stripes; stripe++) {
            for (int i = 0; i < keyBytes; i++) {
                key[i] ^= material[stripe * keyBytes + i];
            }
            if (stripe < stripes - 1) {
                diffuse(key, digest);
            }
        }
        return Secret.owning(key);
    }

    /** Replaces each piece of the hash's length by the hash of its number and itself. */
    private static void diffuse(byte[] key, MessageDigest digest) {
        byte[] hashed = new byte[digest.getDigestLength()];
        int number = 0;
        for (int at = 0; at < key.length; at += hashed.length) {
            int length = Math.min(hashed.length, key.length - at);
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, number));
            digest.update(key, at, length);
            try {
                digest.digest(hashed, 0, hashed.length);
            } catch (DigestException e) {
                throw new IllegalStateException("a hash fits into its own length", e);
            }
            System.arraycopy(hashed, 0, key, at, length);
            number++;
        }
        Arrays.fill(hashed, (byte) 0);
    }
}
