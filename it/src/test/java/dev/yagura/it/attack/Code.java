package dev.yagura.it.attack;

import dev.yagura.it.core.GuestCore;
import java.io.IOException;
import java.util.List;

/** Changes of the kernel's instructions. */
final class Code {
    /** In the memory for modules, where none lies in any of the guests. */
    static final long NOWHERE = 0xffff_ffff_f7f0_0000L;

    private static final byte CALL = (byte) 0xE8;
    private static final byte JUMP = (byte) 0xE9;
    private static final int CALL_BYTES = 5;

    /** How NOPs of 5 bytes begin, since 5.13 and before. */
    private static final List<Integer> NOPS = List.of(0x0044_1f0f, 0x6666_6666);

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

    /** Returns whether there is a NOP of 5 bytes. */
    static boolean isNop(GuestCore guest, long gva) throws IOException {
        return NOPS.contains(guest.s32(gva));
    }

    /** Leaves a lock of the kernel's held, as while it rewrites its code. */
    static void lock(GuestCore guest, String mutex) throws IOException {
        guest.putU64(guest.at(guest.symbol(mutex), "mutex", "owner"), guest.symbol("init_task"));
    }

    /** Makes a function call the kernel's own tracer, as the kernel does when it is traced. */
    static String trace(GuestCore guest, String name) throws IOException {
        return trace(guest, guest.symbol(name));
    }

    /** The same of a function at an address. */
    static String trace(GuestCore guest, long function) throws IOException {
        long site = site(guest, function);
        if (!isNop(guest, site)) {
            throw new IOException("0x%x: found no place for the tracer".formatted(site));
        }
        guest.put(site, CALL);
        lead(guest, site, guest.symbol("ftrace_caller"));
        return "a function that is traced";
    }

    /** Returns where a function calls the tracer: behind its landing pad if it has one. */
    static long site(GuestCore guest, long function) throws IOException {
        return guest.s32(function) == LANDING_PAD ? function + LANDING_PAD_BYTES : function;
    }
}
