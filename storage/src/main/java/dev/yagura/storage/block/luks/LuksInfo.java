package dev.yagura.storage.block.luks;

import java.util.List;
import java.util.OptionalLong;

/**
 * What a volume says about itself, before anybody has a key: all of it is hostile.
 *
 * <p>Texts are what stands in the header, with a question mark for what is not printable.
 *
 * @param version 1 or 2
 * @param uuid identity as text, such as {@code /etc/crypttab} has it
 * @param label empty if there is none; version 1 has none
 * @param cipher in the words of dm-crypt, such as {@code aes-xts-plain64}; need not be one that
 *     this reader has
 * @param keyBits length of the volume's key, in bits; 0 where no keyslot leads to it
 * @param sectorBytes unit of encryption, in bytes: a power of two from 512 to 4096
 * @param metadataBytes length of headers and keyslots from the start of their device
 * @param dataOffset where the ciphertext starts on its device, in bytes; less than {@code
 *     metadataBytes} only where it is on another device than the header
 * @param dataBytes length of the ciphertext; empty if it goes on to the end of its device
 * @param firstSector number that the first sector is encrypted under, in units of 512 bytes
 * @param keyslots in the order of their numbers
 * @param copy which header was believed
 * @param notes what a reader should know, in whole sentences: that a copy is damaged or older
 */
public record LuksInfo(
        int version,
        String uuid,
        String label,
        String cipher,
        int keyBits,
        int sectorBytes,
        long metadataBytes,
        long dataOffset,
        OptionalLong dataBytes,
        long firstSector,
        List<Keyslot> keyslots,
        HeaderCopy copy,
        List<String> notes) {
    /** Copies the lists. */
    public LuksInfo {
        keyslots = List.copyOf(keyslots);
        notes = List.copyOf(notes);
    }
}
