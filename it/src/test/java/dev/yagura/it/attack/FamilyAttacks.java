package dev.yagura.it.attack;

import dev.yagura.it.core.GuestCore;
import java.io.IOException;
import java.util.List;

/** What a known rootkit does together, and the same without one of its signs. */
final class FamilyAttacks {
    private static final String CALLS = "linux.syscall.redirected";
    private static final String RODATA = "linux.rodata.changed";
    private static final String NAMES = "linux.module.known-rootkit";
    private static final String NAME = "diamorphine";
    private static final int GETDENTS = 78;
    private static final int GETDENTS64 = 217;
    private static final int KILL = 62;

    /** Between two functions of the rootkit; never what functions of the kernel begin at. */
    private static final int APART = 0x24;

    private FamilyAttacks() {}

    static List<Attack> all() {
        Attack attack =
                Attack.on(
                                "linux.rootkit.family",
                                guest -> redirect(guest, GETDENTS, GETDENTS64, KILL),
                                guest -> redirect(guest, GETDENTS, GETDENTS64))
                        .changing("system call kill", NameAttacks.CHANGED)
                        .alsoSeenBy(NAMES, "module " + NAME, "so is the module called")
                        .whoseNeighbourIsSeenBy(NAMES, "module " + NAME, "so is the module called")
                        .leaving("code of module " + NAME)
                        .whoseNeighbourLeaves("code of module " + NAME);
        for (int call : List.of(GETDENTS, GETDENTS64)) {
            attack =
                    attack.whoseNeighbourIsSeenBy(CALLS, slot(call), "an entry is another")
                            .whoseNeighbourIsSeenBy(RODATA, place(call), "of read-only data");
        }
        for (int call : List.of(GETDENTS, GETDENTS64, KILL)) {
            attack =
                    attack.alsoSeenBy(CALLS, slot(call), "an entry is another")
                            .alsoSeenBy(RODATA, place(call), "of read-only data");
        }
        return List.of(attack);
    }

    private static String slot(int call) {
        return "sys_call_table[%d]".formatted(call);
    }

    private static String place(int call) {
        return "sys_call_table+0x%x".formatted(Long.BYTES * call);
    }

    private static String redirect(GuestCore guest, int... calls) throws IOException {
        long target = Code.NOWHERE;
        for (int call : calls) {
            target += APART;
            guest.putU64(guest.symbol("sys_call_table") + (long) Long.BYTES * call, target);
        }
        NameAttacks.module(guest, NAME);
        return "Diamorphine";
    }
}
