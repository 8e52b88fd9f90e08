package dev.yagura.network.capture;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;

/**
 * How an interface's times are counted.
 *
 * @param ticksPerSecond at least 1
 * @param offsetSeconds what is to be added
 */
record TimeScale(BigInteger ticksPerSecond, long offsetSeconds) {
    private static final BigInteger MICROSECONDS = BigInteger.valueOf(1_000_000);
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /**
     * Between these, long arithmetic is exact: seconds are within what an {@link Instant} has, and
     * ticks of less than a second can be multiplied by a thousand million.
     */
    private static final int MIN_FAST_BITS = 10;

    private static final int MAX_FAST_BITS = 30;

    private static final BigInteger NANOS = BigInteger.valueOf(NANOS_PER_SECOND);
    private static final int POWER_OF_TWO = 0x80;

    /**
     * Reads the options {@code if_tsresol} and {@code if_tsoffset}.
     *
     * @param resolution if its highest bit is set, the others are an exponent of 2, else of 10
     */
    static TimeScale of(Optional<Integer> resolution, Optional<Long> offsetSeconds) {
        BigInteger ticks =
                resolution
                        .map(value ->
                                BigInteger.valueOf((value & POWER_OF_TWO) == 0 ? 10 : 2)
                                        .pow(value & ~POWER_OF_TWO))
                        .orElse(MICROSECONDS);
        return new TimeScale(ticks, offsetSeconds.orElse(0L));
    }

    /**
     * Returns a time.
     *
     * @param ticks unsigned
     * @return empty if it lies where no {@link Instant} does
     */
    Optional<Instant> time(long ticks) {
        int bits = ticksPerSecond.bitLength();
        if (ticks >= 0 && offsetSeconds == 0 && bits > MIN_FAST_BITS && bits <= MAX_FAST_BITS) {
            long perSecond = ticksPerSecond.longValue();
            return Optional.of(
                    Instant.ofEpochSecond(
                            ticks / perSecond, ticks % perSecond * NANOS_PER_SECOND / perSecond));
        }
        BigInteger unsigned =
                BigInteger.valueOf(ticks >>> 1).shiftLeft(1).add(BigInteger.valueOf(ticks & 1));
        BigInteger[] parts = unsigned.divideAndRemainder(ticksPerSecond);
        BigInteger seconds = parts[0].add(BigInteger.valueOf(offsetSeconds));
        if (seconds.compareTo(BigInteger.valueOf(Instant.MIN.getEpochSecond())) < 0
                || seconds.compareTo(BigInteger.valueOf(Instant.MAX.getEpochSecond())) > 0) {
            return Optional.empty();
        }
        long nanos = parts[1].multiply(NANOS).divide(ticksPerSecond).longValueExact();
        return Optional.of(Instant.ofEpochSecond(seconds.longValueExact(), nanos));
    }
}
