package dev.yagura.view.proc.pid;

import java.math.BigInteger;

/**
 * Time in programs and in the kernel, as shown: what was counted at timer ticks, scaled to what the
 * scheduler measured; {@code cputime_adjust()} of kernel/sched/cputime.c.
 *
 * @param userNanos in programs
 * @param systemNanos in the kernel
 */
record CpuTime(long userNanos, long systemNanos) {

    /**
     * Scales.
     *
     * @param runNanos what the scheduler measured
     * @param shown what was shown last, which is never gone behind
     */
    CpuTime scaledTo(long runNanos, CpuTime shown) {
        if (Long.compareUnsigned(shown.userNanos + shown.systemNanos, runNanos) >= 0) {
            return shown;
        }
        long system = systemNanos == 0 ? 0 : userNanos == 0 ? runNanos : share(runNanos);
        if (Long.compareUnsigned(system, shown.systemNanos) < 0) {
            system = shown.systemNanos;
        }
        long user = runNanos - system;
        if (Long.compareUnsigned(user, shown.userNanos) < 0) {
            user = shown.userNanos;
            system = runNanos - user;
        }
        return new CpuTime(user, system);
    }

    private long share(long runNanos) {
        BigInteger system = unsigned(systemNanos);
        BigInteger all = system.add(unsigned(userNanos));
        return system.multiply(unsigned(runNanos)).divide(all).longValue();
    }

    private static BigInteger unsigned(long value) {
        return new BigInteger(Long.toUnsignedString(value));
    }
}
