package dev.yagura.storage.block.luks;

/**
 * What deriving keys may cost when a volume is opened, over all its keyslots together. A header may
 * ask for any cost, and is hostile.
 *
 * @param pbkdf2Iterations most iterations of PBKDF2, times the blocks of its result
 * @param argon2Kib most KiB that Argon2 may write, memory times passes
 * @param argon2MemoryKib most memory for Argon2 at a time, in KiB
 */
public record KdfLimits(long pbkdf2Iterations, long argon2Kib, long argon2MemoryKib) {
    /**
     * Eight keyslots of two seconds each, which is what {@code cryptsetup luksFormat} aims at, at
     * four million iterations a second, which is what today's fastest processors reach.
     */
    private static final long PBKDF2_ITERATIONS = 8L * 2 * 4_000_000;

    /** Eight keyslots of the most memory, with the passes that cryptsetup takes at least. */
    private static final long ARGON2_KIB = 8L * 4 * (4L << 20);

    /** Most that {@code cryptsetup(8)} lets {@code --pbkdf-memory} be; its default is a quarter. */
    private static final long ARGON2_MEMORY_KIB = 4L << 20;

    /** Refuses limits that allow nothing. */
    public KdfLimits {
        if (pbkdf2Iterations < 1 || argon2Kib < 1 || argon2MemoryKib < 1) {
            throw new IllegalArgumentException(
                    "limits %d, %d, %d".formatted(pbkdf2Iterations, argon2Kib, argon2MemoryKib));
        }
    }

    /** Returns limits for what people make, with Argon2 held to half of this process's heap. */
    public static KdfLimits ofThisProcess() {
        long half = Math.max(1, Runtime.getRuntime().maxMemory() / 2 / 1024);
        return new KdfLimits(PBKDF2_ITERATIONS, ARGON2_KIB, Math.min(ARGON2_MEMORY_KIB, half));
    }
}
