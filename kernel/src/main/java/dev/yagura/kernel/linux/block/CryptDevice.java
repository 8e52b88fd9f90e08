package dev.yagura.kernel.linux.block;

import static java.util.Objects.requireNonNull;

/**
 * Sectors of a disk that the device mapper encrypts. The key is no part of it: nothing here reads
 * it.
 *
 * @param device the disk, decrypted
 * @param target which of its sectors
 * @param cipher algorithm, mode and initialisation vectors, such as {@code "aes-xts-plain64"}
 * @param keyBytes how long the key is, that of the integrity check included
 * @param fromKeyring whether the key came from one of the kernel's keyrings
 * @param below number of the device that holds the encrypted sectors, such as {@code "254:17"}
 * @param belowSector the first of them there, of 512 bytes
 * @param vectorOffset added to a sector's number to make its initialisation vector
 * @param sectorBytes bytes that are encrypted together
 * @param tagBytes bytes that are kept beside each sector to check it, 0 for none
 * @param gva address of its {@code crypt_config}
 */
public record CryptDevice(
        MappedDevice device,
        MappedDevice.Target target,
        String cipher,
        int keyBytes,
        boolean fromKeyring,
        String below,
        long belowSector,
        long vectorOffset,
        int sectorBytes,
        int tagBytes,
        long gva) {
    /** Requires all texts and parts. */
    public CryptDevice {
        requireNonNull(device, "device");
        requireNonNull(target, "target");
        requireNonNull(cipher, "cipher");
        requireNonNull(below, "below");
    }
}
