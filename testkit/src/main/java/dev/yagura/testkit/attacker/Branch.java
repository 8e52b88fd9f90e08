package dev.yagura.testkit.attacker;

import java.util.HexFormat;

/**
 * A place in the kernel's code that is a NOP, or a jump if it is switched on.
 *
 * @param from guest-virtual address of the place
 * @param to where the jump leads
 * @param lengthBytes 5, or 2 for a short jump
 */
record Branch(long from, long to, int lengthBytes) {
    private static final int NEAR_BYTES = 5;
    private static final int SHORT_BYTES = 2;

    /** Returns the jump, in hex. */
    String taken() {
        return lengthBytes == NEAR_BYTES
                ? jump(from, to)
                : "eb" + HexFormat.of().toHexDigits((byte) (to - (from + SHORT_BYTES)));
    }

    /** Returns a near jump, in hex. */
    static String jump(long from, long to) {
        return near("e9", from, to);
    }

    /** Returns a near call, in hex. */
    static String call(long from, long to) {
        return near("e8", from, to);
    }

    private static String near(String opcode, long from, long to) {
        int distance = (int) (to - (from + NEAR_BYTES));
        return opcode + HexFormat.of().toHexDigits(Integer.reverseBytes(distance));
    }
}
