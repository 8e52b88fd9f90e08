package dev.yagura.bpf.isa;

/**
 * Arithmetic and moves: RFC 9669, "Arithmetic Instructions".
 *
 * <p>Division by zero gives 0, the remainder by zero the dividend; the smallest number divided by
 * -1 gives itself with remainder 0; shifts count modulo the width.
 */
public enum AluOperation {
    /** Sum. */
    ADD {
        @Override
        public long apply(long a, long b) {
            return a + b;
        }

        @Override
        public int apply(int a, int b) {
            return a + b;
        }
    },
    /** Difference. */
    SUB {
        @Override
        public long apply(long a, long b) {
            return a - b;
        }

        @Override
        public int apply(int a, int b) {
            return a - b;
        }
    },
    /** Product. */
    MUL {
        @Override
        public long apply(long a, long b) {
            return a * b;
        }

        @Override
        public int apply(int a, int b) {
            return a * b;
        }
    },
    /** Unsigned quotient. */
    DIV {
        @Override
        public long apply(long a, long b) {
            return b == 0 ? 0 : Long.divideUnsigned(a, b);
        }

        @Override
        public int apply(int a, int b) {
            return b == 0 ? 0 : Integer.divideUnsigned(a, b);
        }
    },
    /** Signed quotient, rounded towards zero. */
    SDIV {
        @Override
        public long apply(long a, long b) {
            return b == 0 ? 0 : a / b;
        }

        @Override
        public int apply(int a, int b) {
            return b == 0 ? 0 : a / b;
        }
    },
    /** Bits of either. */
    OR {
        @Override
        public long apply(long a, long b) {
            return a | b;
        }

        @Override
        public int apply(int a, int b) {
            return a | b;
        }
    },
    /** Bits of both. */
    AND {
        @Override
        public long apply(long a, long b) {
            return a & b;
        }

        @Override
        public int apply(int a, int b) {
            return a & b;
        }
    },
    /** Shift left. */
    LSH {
        @Override
        public long apply(long a, long b) {
            return a << b;
        }

        @Override
        public int apply(int a, int b) {
            return a << b;
        }
    },
    /** Shift right, zeros in. */
    RSH {
        @Override
        public long apply(long a, long b) {
            return a >>> b;
        }

        @Override
        public int apply(int a, int b) {
            return a >>> b;
        }
    },
    /** Unsigned remainder. */
    MOD {
        @Override
        public long apply(long a, long b) {
            return b == 0 ? a : Long.remainderUnsigned(a, b);
        }

        @Override
        public int apply(int a, int b) {
            return b == 0 ? a : Integer.remainderUnsigned(a, b);
        }
    },
    /** Signed remainder, with the sign of the dividend. */
    SMOD {
        @Override
        public long apply(long a, long b) {
            return b == 0 ? a : a % b;
        }

        @Override
        public int apply(int a, int b) {
            return b == 0 ? a : a % b;
        }
    },
    /** Bits of one only. */
    XOR {
        @Override
        public long apply(long a, long b) {
            return a ^ b;
        }

        @Override
        public int apply(int a, int b) {
            return a ^ b;
        }
    },
    /** The second operand. */
    MOV {
        @Override
        public long apply(long a, long b) {
            return b;
        }

        @Override
        public int apply(int a, int b) {
            return b;
        }
    },
    /** Shift right, sign bits in. */
    ARSH {
        @Override
        public long apply(long a, long b) {
            return a >> b;
        }

        @Override
        public int apply(int a, int b) {
            return a >> b;
        }
    };

    /** Returns the result for 64 bits. */
    public abstract long apply(long a, long b);

    /** Returns the result for 32 bits. */
    public abstract int apply(int a, int b);
}
