package dev.yagura.storage.block.luks;

import dev.yagura.storage.block.crypt.Secret;
import dev.yagura.storage.block.crypt.SectorIv;
import dev.yagura.storage.block.crypt.XtsCipher;
import java.util.Optional;

/**
 * A cipher that this reader has: AES in XTS mode.
 *
 * @param keyBytes 32 or 64: the two halves together
 */
record CipherSpec(SectorIv iv, int keyBytes) {
    /** What is not read is refused with these words. */
    static final String EXPECTED = "aes-xts with plain, plain64 or plain64be and 256 or 512 bits";

    private static final String AES_XTS = "aes-xts-";

    /**
     * Returns the cipher of that name, if this reader has it.
     *
     * @param name in the words of dm-crypt
     */
    static Optional<CipherSpec> of(String name, int keyBytes) {
        if (!name.startsWith(AES_XTS) || (keyBytes != 32 && keyBytes != 64)) {
            return Optional.empty();
        }
        return SectorIv.of(name.substring(AES_XTS.length()))
                .map(iv -> new CipherSpec(iv, keyBytes));
    }

    /** Returns a cipher that has a copy of the key. */
    XtsCipher with(Secret key, int sectorBytes) {
        return new XtsCipher(key, iv, sectorBytes);
    }
}
