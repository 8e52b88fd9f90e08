package dev.yagura.storage.block.luks;

import dev.yagura.storage.block.crypt.Secret;

/**
 * A volume's key, and how it was come by.
 *
 * @param key the receiver closes it
 * @param slot number of the keyslot
 */
record UnlockedKey(Secret key, int slot) {}
