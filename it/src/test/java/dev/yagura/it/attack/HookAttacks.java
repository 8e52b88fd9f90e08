package dev.yagura.it.attack;

import dev.yagura.it.core.GuestCore;
import dev.yagura.it.core.PageTables;
import dev.yagura.kernel.linux.KernelModule;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.control.SecurityHook;
import dev.yagura.kernel.linux.control.SecurityHooks;
import dev.yagura.kernel.linux.process.Processes;
import java.io.IOException;
import java.util.List;

/** Pointers to functions, and rights of pages, changed. */
final class HookAttacks {
    private static final String NETFILTER = "linux.netfilter.foreign";
    private static final String NOTIFIER = "linux.notifier.foreign";
    private static final String LSM = "linux.lsm.foreign";
    private static final String CALL = "linux.static-call.redirected";
    private static final String CODE = "linux.code.changed";
    private static final String OF_CALL = "no call leads where the key of this one says";
    private static final String CONNTRACK = "nf_conntrack";
    private static final String TERMINAL = "vt_notifier_list";
    private static final String ATOMIC = "atomic_notifier_head";

    /** {@code NF_INET_LOCAL_IN} and {@code NF_INET_FORWARD}. */
    private static final int INPUT = 1;

    private static final int FORWARD = 2;

    /** The first hook for setting the clock, called by itself since 6.12. */
    private static final String CLOCK = "__SCK__lsm_static_call_settime_0";

    private static final long OUT_OF_TREE = 1L << 12;

    private HookAttacks() {}

    static List<Attack> all() {
        return List.of(
                Attack.on(
                                NETFILTER,
                                guest -> hook(guest, INPUT, Code.NOWHERE),
                                guest -> hook(guest, INPUT, guest.module(CONNTRACK).base()))
                        .changing("hooks at input"),
                Attack.on(
                                NETFILTER,
                                guest -> hook(guest, FORWARD, "vfs_mknod", "arp_rcv"),
                                guest -> hook(guest, FORWARD, "arp_rcv", "arp_rcv"))
                        .changing("hooks at forward"),
                Attack.on(
                        "linux.packet-handler.foreign",
                        guest -> packets(guest, Code.NOWHERE),
                        guest -> packets(guest, guest.symbol("arp_rcv"))),
                notified("keyboard_notifier_list", ATOMIC),
                notified("module_notify_list", "blocking_notifier_head"),
                Attack.on(
                                NOTIFIER,
                                HookAttacks::taintedNotifier,
                                guest -> notifier(guest, TERMINAL, ATOMIC, module(guest).base()))
                        .changing(TERMINAL),
                Attack.on(
                        LSM,
                        guest -> security(guest, Code.NOWHERE),
                        guest -> security(guest, guest.symbol("cap_settime"))),
                Attack.on(LSM, HookAttacks::calledHook, guest -> Code.trace(guest, "cap_settime"))
                        .where(guest -> guest.hasSymbol(CLOCK))
                        .changing(CLOCK)
                        .alsoSeenBy(CALL, "static call key at " + CLOCK, OF_CALL)
                        .alsoSeenBy(CALL, "static call at security_settime64+", OF_CALL)
                        .alsoSeenBy(CALL, "static call at __SCT__lsm_", OF_CALL)
                        .alsoSeenBy(CODE, "security_settime64+", OF_CALL)
                        .alsoSeenBy(CODE, "__SCT__lsm_static_call_settime_0", OF_CALL),
                Attack.on(
                        "linux.kthread.unknown-code",
                        guest -> thread(guest, Code.NOWHERE),
                        guest -> thread(guest, module(guest).base())),
                writable("a module's pages", guest -> guest.module(CONNTRACK).base()),
                writable("the image's pages", guest -> guest.symbol("_text")));
    }

    /** Returns where something begins. */
    private interface Place {
        long in(GuestCore guest) throws IOException;
    }

    private static Attack writable(String pages, Place start) {
        long writable = PageTables.WRITABLE;
        return Attack.on(
                        "linux.code.writable",
                        guest -> rights(guest, start.in(guest), writable),
                        guest ->
                                rights(
                                        guest,
                                        start.in(guest),
                                        writable | PageTables.NOT_EXECUTABLE))
                .changing("rights of " + pages);
    }

    /** Returns a module that others may use too. */
    static KernelModule module(GuestCore guest) throws IOException {
        return guest.module(HiddenAttacks.MODULE);
    }

    private static String hook(GuestCore guest, int place, long function) throws IOException {
        return hook(guest, place, function, function);
    }

    private static String hook(GuestCore guest, int place, String called, String registered)
            throws IOException {
        return hook(guest, place, guest.symbol(called), guest.symbol(registered));
    }

    /** A hook of IPv4, in the place of those that are there. */
    private static String hook(GuestCore guest, int place, long called, long registered)
            throws IOException {
        long entries = guest.room(256);
        long first = guest.at(entries, "nf_hook_entries", "hooks");
        long registration = guest.room(256);
        guest.putU32(entries, 1);
        guest.putU64(guest.at(first, "nf_hook_entry", "hook"), called);
        guest.putU64(first + guest.linux().views().sizeOf("nf_hook_entry"), registration);
        guest.putU64(guest.at(registration, "nf_hook_ops", "hook"), registered);
        long all = guest.at(guest.symbol("init_net"), "net", "nf.hooks_ipv4");
        guest.putU64(all + (long) Long.BYTES * place, entries);
        return "ipv4 hook at %s, priority 0".formatted(place == INPUT ? "input" : "forward");
    }

    private static String packets(GuestCore guest, long function) throws IOException {
        guest.putU64(guest.at(guest.symbol("ip_packet_type"), "packet_type", "func"), function);
        return "packet handler for 0x0800";
    }

    private static Attack notified(String chain, String head) {
        return Attack.on(
                        NOTIFIER,
                        guest -> notifier(guest, chain, head, Code.NOWHERE),
                        guest -> notifier(guest, chain, head, module(guest).base()))
                .changing(chain);
    }

    private static String notifier(GuestCore guest, String chain, String struct, long function)
            throws IOException {
        long head = guest.at(guest.symbol(chain), struct, "head");
        long block = guest.room(64);
        guest.putU64(guest.at(block, "notifier_block", "notifier_call"), function);
        guest.putU64(guest.at(block, "notifier_block", "next"), guest.u64(head));
        guest.putU64(head, block);
        return chain;
    }

    private static String taintedNotifier(GuestCore guest) throws IOException {
        notifier(guest, TERMINAL, ATOMIC, module(guest).base());
        taint(guest);
        return "taints O";
    }

    /** Makes that module one that was built elsewhere. */
    static void taint(GuestCore guest) throws IOException {
        guest.putU64(guest.at(module(guest).gva(), "module", "taints"), OUT_OF_TREE);
    }

    private static String security(GuestCore guest, long function) throws IOException {
        SecurityHook hook =
                new SecurityHooks(guest.linux())
                        .list().items().stream()
                                .filter(found -> found.hook().equals("capable"))
                                .findFirst()
                                .orElseThrow();
        guest.putU64(guest.at(hook.gva(), "security_hook_list", "hook"), function);
        return "security hook capable of " + hook.module();
    }

    private static String calledHook(GuestCore guest) throws IOException {
        guest.putU64(guest.symbol(CLOCK), Code.NOWHERE);
        return "security hook settime of";
    }

    private static String thread(GuestCore guest, long function) throws IOException {
        Task thread =
                guest.linux().tasks().processes().stream()
                        .filter(task -> task.comm().equals("kauditd"))
                        .findFirst()
                        .orElseThrow();
        long kthread = Processes.of(guest.linux()).kernelThread(thread).gva();
        guest.putU64(guest.at(kthread, "kthread", "threadfn"), function);
        return "kernel thread %d (kauditd)".formatted(thread.pid());
    }

    /** Sets bits of the page-table entry that maps the start of something. */
    private static String rights(GuestCore guest, long start, long bits) throws IOException {
        PageTables.Entry entry = PageTables.entryOf(guest, start);
        guest.putPhysical(entry.gpa(), guest.physical(entry.gpa()) | bits);
        return "kernel memory at 0x%x are writable and executable".formatted(entry.pageGva());
    }
}
