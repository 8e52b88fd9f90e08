package dev.yagura.network.quic;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The keys of a client's Initial packets, which its first destination id tells (RFC 9001). */
final class InitialKeys {
    /** Length of what header protection looks at, in bytes. */
    static final int SAMPLE_BYTES = 16;

    private static final int SECRET_BYTES = 32;
    private static final int KEY_BYTES = 16;
    private static final int IV_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final byte[] key;
    private final byte[] iv;
    private final byte[] header;

    InitialKeys(QuicVersion version, byte[] destinationId) {
        try {
            KDF hkdf = KDF.getInstance("HKDF-SHA256");
            SecretKey initial =
                    hkdf.deriveKey(
                            "Generic",
                            HKDFParameterSpec.ofExtract()
                                    .addSalt(version.salt())
                                    .addIKM(destinationId)
                                    .extractOnly());
            SecretKey client =
                    new SecretKeySpec(expand(hkdf, initial, "client in", SECRET_BYTES), "Generic");
            key = expand(hkdf, client, version.label() + " key", KEY_BYTES);
            iv = expand(hkdf, client, version.label() + " iv", IV_BYTES);
            header = expand(hkdf, client, version.label() + " hp", KEY_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK of this version has HKDF-SHA256", e);
        }
    }

    /** HKDF-Expand-Label of RFC 8446, "Key Schedule", without context. */
    private static byte[] expand(KDF hkdf, SecretKey secret, String label, int length)
            throws GeneralSecurityException {
        byte[] name = ("tls13 " + label).getBytes(US_ASCII);
        var info = new byte[name.length + 4];
        ByteBuffer.wrap(info)
                .putShort((short) length)
                .put((byte) name.length)
                .put(name)
                .put((byte) 0);
        return hkdf.deriveData(HKDFParameterSpec.expandOnly(secret, info, length));
    }

    /** Returns what the first byte and the packet number are mixed with. */
    byte[] mask(byte[] sample) {
        try {
            Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(header, "AES"));
            return cipher.doFinal(sample);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES", e);
        }
    }

    /**
     * Decrypts a payload.
     *
     * @param associated the header, without protection
     * @return empty if it was encrypted with other keys, or changed
     */
    Optional<byte[]> open(long packetNumber, byte[] associated, byte[] payload) {
        byte[] nonce = iv.clone();
        for (int i = 0; i < Long.BYTES; i++) {
            nonce[IV_BYTES - 1 - i] ^= (byte) (packetNumber >>> (8 * i));
        }
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    new SecretKeySpec(key, "AES"),
                    new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(associated);
            return Optional.of(cipher.doFinal(payload));
        } catch (AEADBadTagException _) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES with GCM", e);
        }
    }
}
