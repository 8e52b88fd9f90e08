package dev.yagura.storage.block.luks;

import dev.yagura.storage.block.crypt.Secret;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * PBKDF2, RFC 8018, over bytes: the JDK's own takes characters only, and a key file is none.
 *
 * @param hash hash under the HMAC
 * @param iterations at least 1; the caller has bounded it
 */
record Pbkdf2(LuksHash hash, long iterations, HeaderBytes salt) {
    /** An HMAC pads its key with zeros, so this is the empty key, which the JDK refuses. */
    private static final byte[] EMPTY_KEY = new byte[1];

    /** Derives a key of {@code lengthBytes} from {@code passphrase}, which may be empty. */
    Secret derive(Secret passphrase, int lengthBytes) {
        byte[] password = passphrase.length() == 0 ? EMPTY_KEY : passphrase.revealed();
        Mac mac = hash.mac();
        byte[] saltBytes = salt.toArray();
        byte[] derived = new byte[lengthBytes];
        byte[] block = new byte[hash.bytes()];
        byte[] sum = new byte[hash.bytes()];
        try {
            mac.init(new SecretKeySpec(password, mac.getAlgorithm()));
            int number = 1;
            for (int at = 0; at < lengthBytes; at += sum.length) {
                mac.update(saltBytes);
                mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, number));
                mac.doFinal(block, 0);
                System.arraycopy(block, 0, sum, 0, sum.length);
                for (long i = 1; i < iterations; i++) {
                    mac.update(block);
                    mac.doFinal(block, 0);
                    xor(sum, block);
                }
                System.arraycopy(sum, 0, derived, at, Math.min(sum.length, lengthBytes - at));
                number++;
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("an HMAC takes any key but none", e);
        } finally {
            Arrays.fill(block, (byte) 0);
            Arrays.fill(sum, (byte) 0);
        }
        return Secret.owning(derived);
    }

    private static void xor(byte[] into, byte[] from) {
        for (int i = 0; i < into.length; i++) {
            into[i] ^= from[i];
        }
    }
}
