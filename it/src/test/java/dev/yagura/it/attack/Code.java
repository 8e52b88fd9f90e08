package dev.yagura.it.attack;

import dev.yagura.it.core.GuestCore;
import java.io.IOException;

/** Changes of the kernel's instructions. */
final class Code {
    /** In the memory for modules, where none lies in any of the guests. */
    static final long NOWHERE = 0xffff_ffff_f7f0_0000L;

    private static final byte CALL = (byte) 0xE8;
    private static final byte JUMP = (byte) 0xE9;
    private static final int CALL_BYTES = 5;
    private static final int LANDING_PAD = 0xfa1e_0ff3; // endbr64
    private static final int LANDING_PAD_BYTES = 4;

    private Code() {}

    /** Makes a function jump elsewhere at once. */
    static void jump(GuestCore guest, long function, long target) throws IOException {
        guest.put(function, JUMP);
        lead(guest, function, target);
    }

    /** Makes a call or jump that is there lead elsewhere. */
    static void lead(GuestCore guest, long from, long target) throws IOException {
        guest.putU32(from + 1, (int) (target - from - CALL_BYTES));
    }

    /** Makes a function call the kernel's own tracer, as the kernel does when it is traced. */
    static String trace(GuestCore guest, String name) throws IOException {
        long function = guest.symbol(name);
        boolean padded = guest.s32(function) == LANDING_PAD;
        long site = padded ? function + LANDING_PAD_BYTES : function;
        guest.put(site, CALL);
        lead(guest, site, guest.symbol("ftrace_caller"));
        return "a function that is traced";
    }
}
