package dev.yagura.storage.io;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** XXH64 with seed 0, after "xxHash fast digest algorithm", version 0.2.0. Not for secrets. */
public final class XxHash64 {
    private static final long PRIME_1 = 0x9E3779B185EBCA87L;
    private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
    private static final long PRIME_3 = 0x165667B19E3779F9L;
    private static final long PRIME_4 = 0x85EBCA77C2B2AE63L;
    private static final long PRIME_5 = 0x27D4EB2F165667C5L;

    private static final int STRIPE_BYTES = 32;

    private static final ValueLayout.OfLong U64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private XxHash64() {}

    /** Returns the hash of {@code bytes}. */
    public static long of(MemorySegment bytes) {
        long length = bytes.byteSize();
        long hash = PRIME_5;
        long at = 0;
        if (length >= STRIPE_BYTES) {
            at = length - length % STRIPE_BYTES;
            hash = stripes(bytes, at);
        }
        hash += length;
        for (; at + Long.BYTES <= length; at += Long.BYTES) {
            hash ^= round(0, bytes.get(U64, at));
            hash = Long.rotateLeft(hash, 27) * PRIME_1 + PRIME_4;
        }
        if (at + Integer.BYTES <= length) {
            hash ^= Integer.toUnsignedLong(bytes.get(U32, at)) * PRIME_1;
            hash = Long.rotateLeft(hash, 23) * PRIME_2 + PRIME_3;
            at += Integer.BYTES;
        }
        for (; at < length; at++) {
            hash ^= Byte.toUnsignedLong(bytes.get(ValueLayout.JAVA_BYTE, at)) * PRIME_5;
            hash = Long.rotateLeft(hash, 11) * PRIME_1;
        }
        hash = (hash ^ hash >>> 33) * PRIME_2;
        hash = (hash ^ hash >>> 29) * PRIME_3;
        return hash ^ hash >>> 32;
    }

    private static long stripes(MemorySegment bytes, long end) {
        long a = 0x60EA27EEADC0B5D6L; // the sum of the first two primes
        long b = PRIME_2;
        long c = 0;
        long d = 0x61C8864E7A143579L; // the first prime, negated
        for (long at = 0; at < end; at += STRIPE_BYTES) {
            a = round(a, bytes.get(U64, at));
            b = round(b, bytes.get(U64, at + 8));
            c = round(c, bytes.get(U64, at + 16));
            d = round(d, bytes.get(U64, at + 24));
        }
        long hash =
                Long.rotateLeft(a, 1)
                        + Long.rotateLeft(b, 7)
                        + Long.rotateLeft(c, 12)
                        + Long.rotateLeft(d, 18);
        for (long lane : new long[] {a, b, c, d}) {
            hash = (hash ^ round(0, lane)) * PRIME_1 + PRIME_4;
        }
        return hash;
    }

    private static long round(long lane, long input) {
        return Long.rotateLeft(lane + input * PRIME_2, 31) * PRIME_1;
    }
}
