package dev.yagura.kernel.linux.stack;

import java.util.function.LongPredicate;

/** Tells whether the bytes before an address are a call, as x86-64 encodes it. */
final class CallBefore {
    /** The longest call: opcode, ModRM, SIB and a displacement of 32 bits. */
    static final int BYTES = 7;

    private static final int NEAR_CALL = 0xE8;
    private static final int NEAR_CALL_BYTES = 5;
    private static final int INDIRECT = 0xFF;
    private static final int CALL_DIGIT = 2;
    private static final int WITH_SIB = 4;
    private static final int RIP_RELATIVE = 5;

    private CallBefore() {}

    /**
     * Returns whether the last of the bytes ends a call.
     *
     * @param code the {@link #BYTES} bytes before the address
     * @param isCode whether code lies at an address: a direct call must lead to some
     */
    static boolean in(byte[] code, long gva, LongPredicate isCode) {
        if (at(code, NEAR_CALL_BYTES) == NEAR_CALL && isCode.test(gva + displacement(code))) {
            return true;
        }
        for (int length = 2; length <= BYTES; length++) {
            if (at(code, length) == INDIRECT
                    && lengthOf(at(code, length - 1), length > 2 ? at(code, length - 2) : 0)
                            == length) {
                return true;
            }
        }
        return false;
    }

    private static int at(byte[] code, int before) {
        return Byte.toUnsignedInt(code[BYTES - before]);
    }

    private static int displacement(byte[] code) {
        return at(code, 4) | (at(code, 3) << 8) | (at(code, 2) << 16) | (at(code, 1) << 24);
    }

    /** Returns how long an indirect call is without prefixes; 0 if the ModRM byte is of another. */
    private static int lengthOf(int modRm, int sib) {
        int mode = modRm >> 6;
        int operand = modRm & 7;
        if (((modRm >> 3) & 7) != CALL_DIGIT) {
            return 0;
        }
        if (mode == 3) {
            return 2;
        }
        int length = operand == WITH_SIB ? 3 : 2;
        boolean based = operand != RIP_RELATIVE && (length == 2 || (sib & 7) != RIP_RELATIVE);
        boolean wide = mode == 2 || (mode == 0 && !based);
        return length + (wide ? Integer.BYTES : mode);
    }
}
