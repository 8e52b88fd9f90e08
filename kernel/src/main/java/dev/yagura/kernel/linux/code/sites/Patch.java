package dev.yagura.kernel.linux.code.sites;

import dev.yagura.kernel.linux.control.KernelFunction;

/**
 * What a place was loaded with, and what it holds.
 *
 * @param original as the file has it, relocated
 * @param found as the guest has it; as long as the original
 * @param targets what lies where the code leads
 */
public record Patch(KernelFunction original, KernelFunction found, Targets targets) {
    private static final int CALL = 0xE8;
    private static final int JUMP = 0xE9;
    private static final int SHORT_JUMP = 0xEB;
    private static final int CONDITIONAL = 0x0F;
    private static final int NEAR_BYTES = 5;

    /** Returns whether the guest has these bytes at an offset. */
    boolean has(int offset, int... bytes) {
        if (!found.has(offset, bytes.length)) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (found.u8(offset + i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether the guest has a near call at an offset. */
    boolean calls(int offset) {
        return found.has(offset, NEAR_BYTES) && found.u8(offset) == CALL;
    }

    /** Returns whether the guest has a near jump at an offset. */
    boolean jumps(int offset) {
        return found.has(offset, NEAR_BYTES) && found.u8(offset) == JUMP;
    }

    /** Returns where the near call or jump at an offset leads. */
    long target(int offset) {
        return found.relative32(offset + 1);
    }

    /** Returns whether the code at the start is a jump of any length to an address. */
    boolean jumpsTo(long gva) {
        return (jumps(0) && target(0) == gva)
                || (found.u8(0) == SHORT_JUMP && found.gva() + 2 + found.code().get(1) == gva);
    }

    /** Returns whether the code is a conditional near jump, 6 bytes. */
    static boolean isConditional(KernelFunction code) {
        return code.has(0, 6) && code.u8(0) == CONDITIONAL && (code.u8(1) & 0xF0) == 0x80;
    }

    /** Returns whether all from an offset on is NOPs, or breakpoints that are never reached. */
    boolean endsIdle(int offset) {
        return Idle.isIdle(found, offset);
    }
}
