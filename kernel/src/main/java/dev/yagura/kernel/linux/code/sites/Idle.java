package dev.yagura.kernel.linux.code.sites;

import dev.yagura.kernel.linux.control.Instructions;
import dev.yagura.kernel.linux.control.KernelFunction;

/** Bytes that do nothing: what the kernel fills the rest of a place with. */
final class Idle {
    private static final int BREAKPOINT = 0xCC;
    private static final int SHORT_JUMP = 0xEB;
    private static final int NEAR_JUMP = 0xE9;

    private Idle() {}

    /**
     * Returns whether all from an offset on does nothing: NOPs, a jump to the end, or breakpoints
     * behind a jump.
     */
    static boolean isIdle(KernelFunction code, int offset) {
        int end = code.code().limit();
        int at = offset;
        while (at < end) {
            int nop = Instructions.nop(code, at);
            if (nop > 0) {
                at += nop;
            } else if (jumpsToEnd(code, at) || code.u8(at) == BREAKPOINT) {
                return isUnreached(
                        code, at + (code.u8(at) == BREAKPOINT ? 0 : jumpBytes(code, at)));
            } else {
                return false;
            }
        }
        return true;
    }

    private static int jumpBytes(KernelFunction code, int at) {
        return code.u8(at) == SHORT_JUMP ? 2 : 5;
    }

    private static boolean jumpsToEnd(KernelFunction code, int at) {
        long end = code.gva() + code.code().limit();
        return (code.has(at, 2)
                        && code.u8(at) == SHORT_JUMP
                        && code.gva() + at + 2 + code.code().get(at + 1) == end)
                || (code.has(at, 5) && code.u8(at) == NEAR_JUMP && code.relative32(at + 1) == end);
    }

    private static boolean isUnreached(KernelFunction code, int offset) {
        for (int at = offset; code.has(at, 1); at++) {
            if (code.u8(at) != BREAKPOINT && code.u8(at) != 0x90) {
                return false;
            }
        }
        return true;
    }
}
