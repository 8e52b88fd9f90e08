package dev.yagura.storage.block.luks;

import java.util.Optional;

/**
 * One of a volume's keyslots, as its header describes it.
 *
 * @param number from 0
 * @param state whether the volume can be opened by it
 * @param kdf how its key is made; empty where there is none, or none that is known
 * @param note why it cannot be used, in words for people; empty if it can
 */
public record Keyslot(int number, State state, Optional<Kdf> kdf, String note) {

    /** Whether a keyslot leads to the volume's key. */
    public enum State {
        /** It does, for who has its passphrase. */
        ACTIVE,
        /** Nothing is in it. */
        INACTIVE,
        /** It holds a key, but not this volume's. */
        UNBOUND,
        /** It needs what this reader does not have; {@link Keyslot#note()} names it. */
        UNSUPPORTED
    }
}
