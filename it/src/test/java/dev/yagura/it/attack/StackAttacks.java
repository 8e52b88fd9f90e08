package dev.yagura.it.attack;

import dev.yagura.it.core.GuestCore;
import dev.yagura.kernel.linux.GvaRange;
import dev.yagura.kernel.linux.KernelModule;
import java.io.IOException;
import java.util.List;

/** Return addresses on the kernel stacks of processes that sleep. */
final class StackAttacks {
    private static final String LISTED = "nf_conntrack";
    private static final int NEAR_CALL = 0xE8;
    private static final int CALL_BYTES = 5;
    private static final int SEARCHED_BYTES = 4096;
    private static final int STACK_BYTES = 4 * 4096;

    private StackAttacks() {}

    static List<Attack> all() {
        Victim victim = Victim.SLEEPER;
        return List.of(
                Attack.on(
                                "linux.stack.unknown-code",
                                guest -> hiddenModule(guest, victim),
                                guest -> sleepIn(guest, victim, guest.module(LISTED)))
                        .changing(HiddenAttacks.MODULES, victim.part("stack"))
                        .alsoSeenBy(
                                HiddenAttacks.MODULES,
                                "executable memory at ",
                                "the code that it sleeps in is nobody's")
                        .alsoSeenBy(
                                HiddenAttacks.NOTIFIERS, "netdev_chain", HiddenAttacks.UNOWNED));
    }

    private static String hiddenModule(GuestCore guest, Victim victim) throws IOException {
        String where = sleepIn(guest, victim, guest.module(HiddenAttacks.HIDDEN_MODULE));
        HiddenAttacks.erasedModule(guest);
        return where;
    }

    /** Has a process return to a module, behind a call of the kernel's that is there. */
    private static String sleepIn(GuestCore guest, Victim victim, KernelModule module)
            throws IOException {
        GvaRange kernel = new GvaRange(guest.symbol("_stext"), textBytes(guest));
        long call = module.base();
        while ((guest.u64(call) & 0xFF) != NEAR_CALL
                || !kernel.contains(call + CALL_BYTES + guest.s32(call + 1))) {
            if (++call - module.base() > SEARCHED_BYTES) {
                throw new IOException("module %s: found no call".formatted(module.name()));
            }
        }
        guest.putU64(slot(guest, victim), call + CALL_BYTES);
        return "process %d (%s) sleeps in code of nobody at 0x%x"
                .formatted(victim.in(guest).pid(), victim.in(guest).comm(), call + CALL_BYTES);
    }

    private static long textBytes(GuestCore guest) {
        return guest.symbol("_etext") - guest.symbol("_stext");
    }

    /** Returns where the process has noted that it came from a system call. */
    private static long slot(GuestCore guest, Victim victim) throws IOException {
        long stack = guest.u64(victim.at(guest, "stack"));
        long from = guest.symbol("do_syscall_64");
        for (long at = stack + STACK_BYTES - Long.BYTES; at > stack; at -= Long.BYTES) {
            if (Long.compareUnsigned(guest.u64(at) - from, SEARCHED_BYTES) < 0) {
                return at;
            }
        }
        throw new IOException("process %s: found no system call".formatted(victim));
    }
}
