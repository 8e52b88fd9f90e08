package dev.yagura.storage.block.luks;

import java.util.Locale;

/** How a keyslot makes a key of a passphrase, and what that costs; without the salt. */
public sealed interface Kdf {
    /**
     * PBKDF2, RFC 8018.
     *
     * @param hash hash under its HMAC, in the words of the header
     * @param iterations at least 1
     */
    record Pbkdf2(String hash, long iterations) implements Kdf {
        @Override
        public String toString() {
            return "pbkdf2 (%s, %d iterations)".formatted(hash, iterations);
        }
    }

    /**
     * Argon2 version 1.3, RFC 9106.
     *
     * @param memoryKib memory to fill, in KiB
     * @param passes how often it is filled, at least 1
     * @param lanes how many threads could fill it at once, at least 1
     */
    record Argon2(Variant variant, long memoryKib, long passes, int lanes) implements Kdf {
        @Override
        public String toString() {
            return "%s (%d KiB, %d passes, %d lanes)"
                    .formatted(variant.specName(), memoryKib, passes, lanes);
        }
    }

    /** How Argon2 chooses what it looks at. */
    enum Variant {
        /** Independently of the passphrase. */
        ARGON2I,
        /** At first independently of it, then not. */
        ARGON2ID;

        /** Returns the name as it stands in a header. */
        public String specName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
