package dev.yagura.storage.block.luks;

import dev.yagura.storage.block.crypt.Secret;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** Makes keys of passphrases. */
final class KeyDerivation {
    private KeyDerivation() {}

    /**
     * Derives a key of {@code lengthBytes}; the caller has bounded the cost.
     *
     * @param kdf its hash is one that {@link LuksHash} has
     */
    static Secret derive(Kdf kdf, HeaderBytes salt, Secret passphrase, int lengthBytes) {
        return switch (kdf) {
            case Kdf.Pbkdf2(String name, long iterations) -> {
                LuksHash hash = LuksHash.of(name).orElseThrow();
                yield new Pbkdf2(hash, iterations, salt).derive(passphrase, lengthBytes);
            }
            case Kdf.Argon2 argon2 -> derive(argon2, salt, passphrase, lengthBytes);
        };
    }

    /** Bouncy Castle overwrites the memory that it filled, and fills its lanes one by one. */
    private static Secret derive(
            Kdf.Argon2 argon2, HeaderBytes salt, Secret passphrase, int lengthBytes) {
        int type =
                switch (argon2.variant()) {
                    case ARGON2I -> Argon2Parameters.ARGON2_i;
                    case ARGON2ID -> Argon2Parameters.ARGON2_id;
                };
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(
                new Argon2Parameters.Builder(type)
                        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                        .withMemoryAsKB(Math.toIntExact(argon2.memoryKib()))
                        .withIterations(Math.toIntExact(argon2.passes()))
                        .withParallelism(argon2.lanes())
                        .withSalt(salt.toArray())
                        .build());
        byte[] derived = new byte[lengthBytes];
        generator.generateBytes(passphrase.revealed(), derived);
        return Secret.owning(derived);
    }
}
