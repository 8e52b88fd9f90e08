package dev.yagura.storage.block.luks;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.DeviceReads;
import dev.yagura.storage.block.crypt.Secret;
import dev.yagura.storage.block.crypt.XtsCipher;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;

/**
 * A keyslot that can be tried.
 *
 * @param number from 0
 * @param priority those with a greater one are tried first
 * @param kdf how its key is made
 * @param salt for that
 * @param cipher what the slot is encrypted with
 * @param offset where its stripes start on the device of the header, in bytes
 * @param keyBytes length of the key that it holds
 * @param diffusion hash between its stripes
 * @param digest what the right key is told by
 */
record Slot(
        int number,
        int priority,
        Kdf kdf,
        HeaderBytes salt,
        CipherSpec cipher,
        long offset,
        int keyBytes,
        LuksHash diffusion,
        VolumeDigest digest) {
    /** Slots are encrypted in units of this size, whatever the volume is. */
    private static final int SECTOR_BYTES = 512;

    /**
     * Returns the volume's key, if this is the slot's passphrase.
     *
     * @throws MalformedStructureException if the slot is not whole on the device
     * @throws IOException if the device fails
     */
    Optional<Secret> open(BlockDevice device, Secret passphrase) throws IOException {
        byte[] material =
                DeviceReads.bytes("luks keyslot " + number, device, offset, areaBytes(keyBytes));
        try (Secret slotKey = KeyDerivation.derive(kdf, salt, passphrase, cipher.keyBytes());
                XtsCipher decryption = cipher.with(slotKey, SECTOR_BYTES)) {
            decryption.decrypt(MemorySegment.ofArray(material), 0, 1);
            Secret key = AntiForensic.merge(material, keyBytes, LuksLimits.STRIPES, diffusion);
            if (digest.matches(key)) {
                return Optional.of(key);
            }
            key.close();
            return Optional.empty();
        } finally {
            Arrays.fill(material, (byte) 0);
        }
    }

    /** Returns the length of the stripes of a key, in whole sectors. */
    static int areaBytes(int keyBytes) {
        int bytes = keyBytes * LuksLimits.STRIPES;
        return (bytes + SECTOR_BYTES - 1) / SECTOR_BYTES * SECTOR_BYTES;
    }
}
