package dev.yagura.storage.block.crypt;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Decrypts sectors by AES in XTS mode, IEEE Std 1619-2018, with keys of 256 or 512 bits.
 *
 * <p>Sectors are whole numbers of AES blocks, so that there is no ciphertext stealing. Runs of
 * sectors go through the JDK's AES together: that is what its instructions are fast at. Safe for
 * concurrent use.
 */
public final class XtsCipher implements AutoCloseable {
    private static final int BLOCK_BYTES = 16;

    /**
     * What is decrypted at once: with its tweaks and its copies it fits into a first-level cache.
     */
    private static final int CHUNK_BYTES = 4 << 10;

    /** x^128 = x^7 + x^2 + x + 1 in the field, as IEEE 1619 numbers its bits. */
    private static final long POLYNOMIAL = 0x87;

    /** A loop over an array by this becomes vector instructions; one over a segment does not. */
    private static final VarHandle U64 =
            MethodHandles.byteArrayViewVarHandle(long[].class, LITTLE_ENDIAN);

    private final SectorIv iv;
    private final int sectorBytes;
    private final Secret dataKey;
    private final Secret tweakKey;
    private final ConcurrentLinkedQueue<Lane> idle = new ConcurrentLinkedQueue<>();

    /**
     * Makes a cipher.
     *
     * @param key 32 or 64 bytes: the key for data, then that for tweaks; copied
     * @param iv how sectors are numbered
     * @param sectorBytes size of a sector in bytes, a power of two from 512 to 4096
     * @throws IllegalArgumentException if the length of the key or of a sector is another
     */
    public XtsCipher(Secret key, SectorIv iv, int sectorBytes) {
        if (key.length() != 32 && key.length() != 64) {
            throw new IllegalArgumentException("key of " + key.length() + " bytes");
        }
        if (sectorBytes < 512 || sectorBytes > 4096 || Integer.bitCount(sectorBytes) != 1) {
            throw new IllegalArgumentException("sector of " + sectorBytes + " bytes");
        }
        this.iv = iv;
        this.sectorBytes = sectorBytes;
        this.dataKey = key.slice(0, key.length() / 2);
        this.tweakKey = key.slice(key.length() / 2, key.length());
    }

    /** Returns the size of a sector in bytes. */
    public int sectorBytes() {
        return sectorBytes;
    }

    /**
     * Decrypts sectors in place.
     *
     * @param sectors whole sectors, one after the other
     * @param firstNumber number of the first one
     * @param step by how much the number grows from one to the next: 1, or 8 where sectors of 4096
     *     bytes are counted in units of 512
     */
    public void decrypt(MemorySegment sectors, long firstNumber, int step) {
        if (sectors.byteSize() % sectorBytes != 0) {
            throw new IllegalArgumentException(
                    "%d bytes in sectors of %d".formatted(sectors.byteSize(), sectorBytes));
        }
        Lane lane = lane();
        long number = firstNumber;
        for (long at = 0; at < sectors.byteSize(); at += CHUNK_BYTES) {
            int length = (int) Math.min(CHUNK_BYTES, sectors.byteSize() - at);
            lane.decrypt(sectors.asSlice(at, length), length, number, step);
            number += (long) length / sectorBytes * step;
        }
        idle.add(lane);
    }

    private Lane lane() {
        @Nullable Lane lane = idle.poll();
        return lane == null ? new Lane() : lane;
    }

    /** Wipes the keys. The JDK's ciphers keep theirs until they are collected. */
    @Override
    public void close() {
        dataKey.close();
        tweakKey.close();
        idle.forEach(Lane::wipe);
        idle.clear();
    }

    /** What one thread needs at a time: two ciphers, and room for a chunk. */
    private final class Lane {
        private final Cipher data = aes(dataKey, Cipher.DECRYPT_MODE);
        private final Cipher tweak = aes(tweakKey, Cipher.ENCRYPT_MODE);
        private final byte[] starts = new byte[CHUNK_BYTES / sectorBytes * BLOCK_BYTES];
        private final byte[] startTweaks = new byte[starts.length];
        private final byte[] tweaks = new byte[CHUNK_BYTES];
        private final byte[] masked = new byte[CHUNK_BYTES];
        private final byte[] clear = new byte[CHUNK_BYTES];

        void decrypt(MemorySegment sectors, int length, long firstNumber, int step) {
            int count = length / sectorBytes;
            for (int i = 0; i < count; i++) {
                long number = firstNumber + (long) i * step;
                U64.set(starts, i * BLOCK_BYTES, iv.low(number));
                U64.set(starts, i * BLOCK_BYTES + Long.BYTES, iv.high(number));
            }
            MemorySegment.copy(sectors, JAVA_BYTE, 0, masked, 0, length);
            run(tweak, starts, startTweaks, count * BLOCK_BYTES);
            for (int i = 0; i < count; i++) {
                expand(i);
            }
            xor(masked, tweaks, length);
            run(data, masked, clear, length);
            xor(clear, tweaks, length);
            MemorySegment.copy(clear, 0, sectors, JAVA_BYTE, 0, length);
        }

        /** Writes the tweaks of sector {@code i}: each block's is that before it, times x. */
        private void expand(int i) {
            long low = (long) U64.get(startTweaks, i * BLOCK_BYTES);
            long high = (long) U64.get(startTweaks, i * BLOCK_BYTES + Long.BYTES);
            int end = (i + 1) * sectorBytes;
            for (int at = i * sectorBytes; at < end; at += BLOCK_BYTES) {
                U64.set(tweaks, at, low);
                U64.set(tweaks, at + Long.BYTES, high);
                long carry = (high >> 63) & POLYNOMIAL;
                high = (high << 1) | (low >>> 63);
                low = (low << 1) ^ carry;
            }
        }

        private static void xor(byte[] bytes, byte[] mask, int length) {
            for (int at = 0; at < length; at += Long.BYTES) {
                U64.set(bytes, at, (long) U64.get(bytes, at) ^ (long) U64.get(mask, at));
            }
        }

        private static void run(Cipher cipher, byte[] from, byte[] to, int length) {
            try {
                int done = cipher.doFinal(from, 0, length, to, 0);
                if (done != length) {
                    throw new IllegalStateException("AES: %d of %d".formatted(done, length));
                }
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("AES of whole blocks failed", e);
            }
        }

        void wipe() {
            for (byte[] buffer : new byte[][] {startTweaks, tweaks, masked, clear}) {
                Arrays.fill(buffer, (byte) 0);
            }
        }
    }

    private static Cipher aes(Secret key, int mode) {
        try {
            Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(mode, new SecretKeySpec(key.revealed(), "AES"));
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES", e);
        }
    }
}
