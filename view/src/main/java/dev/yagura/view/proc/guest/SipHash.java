package dev.yagura.view.proc.guest;

/**
 * SipHash-2-4 of one 64-bit number, little-endian; Aumasson and Bernstein, "SipHash: a fast
 * short-input PRF", as in lib/siphash.c. To print what a kernel prints, not to keep a secret.
 */
final class SipHash {
    private static final int LENGTH_SHIFT = 56;
    private static final int END = 0xff;

    private long v0 = 0x736f6d6570736575L;
    private long v1 = 0x646f72616e646f6dL;
    private long v2 = 0x6c7967656e657261L;
    private long v3 = 0x7465646279746573L;

    private SipHash(long firstKey, long secondKey) {
        v0 ^= firstKey;
        v1 ^= secondKey;
        v2 ^= firstKey;
        v3 ^= secondKey;
    }

    /** Returns the hash by the two halves of a key. */
    static long of(long firstKey, long secondKey, long number) {
        SipHash hash = new SipHash(firstKey, secondKey);
        hash.take(number);
        hash.take((long) Long.BYTES << LENGTH_SHIFT);
        return hash.end();
    }

    private void take(long word) {
        v3 ^= word;
        round();
        round();
        v0 ^= word;
    }

    private long end() {
        v2 ^= END;
        for (int i = 0; i < 4; i++) {
            round();
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private void round() {
        v0 += v1;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v3;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v2 = Long.rotateLeft(v2, 32);
    }
}
