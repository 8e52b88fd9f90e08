package dev.yagura.bpf.jit;

/** Division as BPF has it; called by written classes. */
public final class Division {
    private Division() {}

    /** Unsigned quotient, 0 for a divisor of 0. */
    public static long div(long a, long b) {
        return b == 0 ? 0 : Long.divideUnsigned(a, b);
    }

    /** Unsigned quotient, 0 for a divisor of 0. */
    public static int div(int a, int b) {
        return b == 0 ? 0 : Integer.divideUnsigned(a, b);
    }

    /** Signed quotient, 0 for a divisor of 0. */
    public static long sdiv(long a, long b) {
        return b == 0 ? 0 : a / b;
    }

    /** Signed quotient, 0 for a divisor of 0. */
    public static int sdiv(int a, int b) {
        return b == 0 ? 0 : a / b;
    }

    /** Unsigned remainder, the dividend for a divisor of 0. */
    public static long mod(long a, long b) {
        return b == 0 ? a : Long.remainderUnsigned(a, b);
    }

    /** Unsigned remainder, the dividend for a divisor of 0. */
    public static int mod(int a, int b) {
        return b == 0 ? a : Integer.remainderUnsigned(a, b);
    }

    /** Signed remainder, the dividend for a divisor of 0. */
    public static long smod(long a, long b) {
        return b == 0 ? a : a % b;
    }

    /** Signed remainder, the dividend for a divisor of 0. */
    public static int smod(int a, int b) {
        return b == 0 ? a : a % b;
    }
}
