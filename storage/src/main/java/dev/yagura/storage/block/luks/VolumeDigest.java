package dev.yagura.storage.block.luks;

import dev.yagura.storage.block.crypt.Secret;
import java.security.MessageDigest;

/**
 * What the right volume key is told by: a slow hash of it.
 *
 * @param function how it is hashed
 * @param expected what comes out for the right one
 */
record VolumeDigest(Pbkdf2 function, HeaderBytes expected) {
    boolean matches(Secret volumeKey) {
        try (Secret found = function.derive(volumeKey, expected.length())) {
            return MessageDigest.isEqual(found.revealed(), expected.toArray());
        }
    }
}
