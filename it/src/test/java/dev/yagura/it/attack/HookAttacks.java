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
    private static final String KEYBOARD = "keyboard_notifier_list";
    private static final String TERMINAL = "vt_notifier_list";
    private static final long OUT_OF_TREE = 1L << 12;

    private HookAttacks() {}

    static List<Attack> all() {
        return List.of(
                Attack.on(
                                "linux.operations.redirected",
                                HookAttacks::list,
                                guest -> Code.trace(guest, "udp4_seq_show"))
                        .changing("operations of /proc/net/udp")
                        .alsoSeenBy(
                                "linux.rodata.changed", "udp_seq_ops", "the table is read-only"),
                Attack.on(
                                "linux.operations.redirected",
                                HookAttacks::patch,
                                guest -> Code.trace(guest, "tcp4_seq_show"))
                        .changing("operations of /proc/net/tcp")
                        .alsoSeenBy("linux.code.inline-hook", "tcp4_seq_show", "it is a function")
                        .alsoSeenBy("linux.code.changed", "tcp4_seq_show", "a function is code"),
                Attack.on(
                                "linux.operations.redirected",
                                guest -> entry(guest, Code.NOWHERE),
                                guest -> entry(guest, guest.symbol("proc_root_inode_operations")))
                        .changing("an entry of /proc"),
                Attack.on(
                        "linux.netfilter.foreign",
                        guest -> netfilter(guest, Code.NOWHERE),
                        guest -> netfilter(guest, guest.module("nf_conntrack").base())),
                Attack.on(
                        "linux.packet-handler.foreign",
                        guest -> packets(guest, Code.NOWHERE),
                        guest -> packets(guest, guest.symbol("arp_rcv"))),
                Attack.on(
                                "linux.notifier.foreign",
                                guest -> notifier(guest, KEYBOARD, Code.NOWHERE),
                                guest -> notifier(guest, KEYBOARD, module(guest).base()))
                        .changing(KEYBOARD),
                Attack.on(
                                "linux.notifier.foreign",
                                HookAttacks::taintedNotifier,
                                guest -> notifier(guest, TERMINAL, module(guest).base()))
                        .changing(TERMINAL),
                Attack.on(
                        "linux.lsm.foreign",
                        guest -> security(guest, Code.NOWHERE),
                        guest -> security(guest, guest.symbol("cap_settime"))),
                Attack.on(
                        "linux.kthread.unknown-code",
                        guest -> thread(guest, Code.NOWHERE),
                        guest -> thread(guest, module(guest).base())),
                Attack.on(
                        "linux.code.writable",
                        guest -> rights(guest, PageTables.WRITABLE),
                        guest -> rights(guest, PageTables.WRITABLE | PageTables.NOT_EXECUTABLE)));
    }

    private static KernelModule module(GuestCore guest) throws IOException {
        return guest.module(HiddenAttacks.MODULE);
    }

    private static String list(GuestCore guest) throws IOException {
        long function = guest.at(guest.symbol("udp_seq_ops"), "seq_operations", "show");
        guest.putU64(function, module(guest).base() + 16);
        return "seq_operations.show of udp_seq_ops";
    }

    private static String patch(GuestCore guest) throws IOException {
        Code.jump(guest, guest.symbol("tcp4_seq_show"), Code.NOWHERE);
        return "tcp4_seq_show";
    }

    /** The table of the first entry of /proc is another one. */
    private static String entry(GuestCore guest, long table) throws IOException {
        long tree = guest.at(guest.symbol("proc_root"), "proc_dir_entry", "subdir");
        long entry = guest.u64(tree) - guest.offset("proc_dir_entry", "subdir_node");
        guest.putU64(guest.at(entry, "proc_dir_entry", "proc_iops"), table);
        return "inode_operations of /proc/";
    }

    /** A hook at the input of IPv4, in the place of those that are there. */
    private static String netfilter(GuestCore guest, long function) throws IOException {
        long entries = guest.room(256);
        long first = guest.at(entries, "nf_hook_entries", "hooks");
        long registered = guest.room(256);
        guest.putU32(entries, 1);
        guest.putU64(guest.at(first, "nf_hook_entry", "hook"), function);
        guest.putU64(first + guest.linux().views().sizeOf("nf_hook_entry"), registered);
        guest.putU64(guest.at(registered, "nf_hook_ops", "hook"), function);
        guest.putU64(guest.at(guest.symbol("init_net"), "net", "nf.hooks_ipv4") + 8, entries);
        return "ipv4 hook at input, priority 0";
    }

    private static String packets(GuestCore guest, long function) throws IOException {
        guest.putU64(guest.at(guest.symbol("ip_packet_type"), "packet_type", "func"), function);
        return "packet handler for 0x0800";
    }

    private static String notifier(GuestCore guest, String chain, long function)
            throws IOException {
        long head = guest.at(guest.symbol(chain), "atomic_notifier_head", "head");
        long block = guest.room(64);
        guest.putU64(guest.at(block, "notifier_block", "notifier_call"), function);
        guest.putU64(guest.at(block, "notifier_block", "next"), guest.u64(head));
        guest.putU64(head, block);
        return chain;
    }

    private static String taintedNotifier(GuestCore guest) throws IOException {
        notifier(guest, TERMINAL, module(guest).base());
        guest.putU64(guest.at(module(guest).gva(), "module", "taints"), OUT_OF_TREE);
        return "taints O";
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

    /** Sets bits of the page-table entry that maps a module's text. */
    private static String rights(GuestCore guest, long bits) throws IOException {
        long entry = PageTables.entryOf(guest, guest.module("nf_conntrack").base());
        guest.putPhysical(entry, guest.physical(entry) | bits);
        return "writable and executable";
    }
}
