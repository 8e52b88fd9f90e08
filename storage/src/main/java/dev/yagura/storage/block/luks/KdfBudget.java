package dev.yagura.storage.block.luks;

import java.util.Optional;

/** What is left of the {@link KdfLimits} while a volume is opened. */
final class KdfBudget {
    private final KdfLimits limits;
    private long pbkdf2Left;
    private long argon2KibLeft;

    KdfBudget(KdfLimits limits) {
        this.limits = limits;
        this.pbkdf2Left = limits.pbkdf2Iterations();
        this.argon2KibLeft = limits.argon2Kib();
    }

    /** Takes what trying a slot costs; returns why that is too much, if it is. */
    Optional<String> take(Slot slot) {
        Pbkdf2 check = slot.digest().function();
        long rounds = cost(check, slot.digest().expected().length());
        switch (slot.kdf()) {
            case Kdf.Pbkdf2(String name, long iterations) -> {
                LuksHash hash = LuksHash.of(name).orElseThrow();
                rounds += cost(new Pbkdf2(hash, iterations, slot.salt()), slot.cipher().keyBytes());
            }
            case Kdf.Argon2 argon2 -> {
                if (argon2.memoryKib() > limits.argon2MemoryKib()) {
                    return Optional.of(
                            "%s needs more memory than %d KiB"
                                    .formatted(argon2, limits.argon2MemoryKib()));
                }
                long kib = argon2.memoryKib() * argon2.passes();
                if (kib > argon2KibLeft) {
                    return Optional.of(
                            "%s fills more than the %d KiB that are left of %d"
                                    .formatted(argon2, argon2KibLeft, limits.argon2Kib()));
                }
                argon2KibLeft -= kib;
            }
        }
        if (rounds > pbkdf2Left) {
            return Optional.of(
                    "pbkdf2 with %d rounds, more than the %d that are left of %d"
                            .formatted(rounds, pbkdf2Left, limits.pbkdf2Iterations()));
        }
        pbkdf2Left -= rounds;
        return Optional.empty();
    }

    private static long cost(Pbkdf2 function, int lengthBytes) {
        int hashBytes = function.hash().bytes();
        return function.iterations() * ((lengthBytes + hashBytes - 1) / hashBytes);
    }
}
