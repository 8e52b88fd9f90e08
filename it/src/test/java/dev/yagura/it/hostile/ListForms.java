package dev.yagura.it.hostile;

import static dev.yagura.it.hostile.Links.hex;

import java.util.List;
import java.util.stream.Stream;

/** Lists and hash chains that do not end where they should. */
final class ListForms {
    private static final String HIDDEN = "linux.process.hidden";
    private static final String MODULES = "linux.module.hidden";
    private static final String SOCKETS = "linux.socket.hidden";
    private static final String INTERFACES = "linux.interface.hidden";
    private static final String MOUNTS = "linux.mount.hidden";
    private static final String OPERATIONS = "linux.operations.redirected";
    private static final String NETFILTER = "linux.netfilter.foreign";

    private ListForms() {}

    static Stream<HostileForm> all() {
        return Stream.concat(lists(), chains());
    }

    private static Stream<HostileForm> lists() {
        return Stream.of(
                        Links.list(
                                "task list",
                                guest -> Landmarks.taskMember(guest, "tasks"),
                                HIDDEN,
                                "linux.process.traced",
                                "linux.process.injected-code",
                                "linux.process.kernel-thread-masquerade",
                                "linux.process.trojaned-daemon",
                                "linux.process.slapper",
                                "linux.process.scalper",
                                "linux.process.miner",
                                "linux.process.sniffer",
                                "yara.memory"),
                        Links.list(
                                "children of init_task",
                                guest -> Landmarks.taskMember(guest, "children"),
                                HIDDEN),
                        Links.list("threads of the first process", Landmarks::threads, HIDDEN),
                        Links.list(
                                "modules",
                                guest -> Landmarks.symbol(guest, "modules"),
                                MODULES,
                                "linux.kthread.unknown-code",
                                "linux.module.known-rootkit",
                                "linux.module.changed",
                                "linux.code.changed",
                                "linux.code.changed-since-baseline",
                                "linux.idt.redirected",
                                "linux.code.inline-hook",
                                "linux.static-call.redirected",
                                "linux.jump-label.changed"),
                        Links.list("module_kset", Landmarks::moduleSet, MODULES),
                        Links.list(
                                "perf events", Landmarks::perfEvents, "linux.perf-event.foreign"),
                        Links.list(
                                "net_namespace_list",
                                guest -> Landmarks.symbol(guest, "net_namespace_list"),
                                SOCKETS,
                                INTERFACES,
                                NETFILTER,
                                "linux.socket.miner-pool",
                                "linux.socket.tcpdump-trojan"),
                        Links.list(
                                "net.dev_base_head",
                                guest -> guest.at(guest.symbol("init_net"), "net", "dev_base_head"),
                                INTERFACES),
                        Links.list(
                                "super_blocks",
                                guest -> Landmarks.symbol(guest, "super_blocks"),
                                MOUNTS,
                                OPERATIONS,
                                "linux.login.unrecorded"),
                        Links.list("mounts of a name space", Landmarks::listOfMounts, MOUNTS),
                        Links.list(
                                "ptype_all",
                                guest -> Landmarks.symbol(guest, "ptype_all"),
                                "linux.packet-handler.foreign"),
                        Links.list(
                                "input_handler_list",
                                guest -> Landmarks.symbol(guest, "input_handler_list"),
                                OPERATIONS),
                        Links.list("formats", Landmarks::formats, OPERATIONS),
                        Links.list("cfs_tasks of the first CPU", Landmarks::fairTasks, HIDDEN),
                        Links.list(
                                "bpf_kallsyms",
                                guest -> Landmarks.symbol(guest, "bpf_kallsyms"),
                                MODULES))
                .flatMap(s -> s);
    }

    private static Stream<HostileForm> chains() {
        return Stream.of(
                Links.chain(
                        "bucket of mount_hashtable",
                        guest -> guest.before().u64(guest.symbol("mount_hashtable")) + 24,
                        MOUNTS),
                Links.chain(
                        "bucket of kprobe_table",
                        guest -> Landmarks.symbol(guest, "kprobe_table") + 8 * 3,
                        "linux.kprobe.foreign",
                        "linux.code.changed",
                        "linux.code.changed-since-baseline"),
                Links.chain(
                        "bucket of dev_index_head",
                        guest ->
                                guest.before()
                                                .u64(
                                                        guest.at(
                                                                guest.symbol("init_net"),
                                                                "net",
                                                                "dev_index_head"))
                                        + 8,
                        INTERFACES),
                Links.chain("vector of a wheel", Landmarks::wheel, HIDDEN),
                Links.chain(
                        "hooks of task_alloc",
                        guest ->
                                guest.hasSymbol("security_hook_heads")
                                                && guest.views().has("hlist_head", "first")
                                        ? Landmarks.symbol(guest, "security_hook_heads") + 8 * 4
                                        : 0,
                        "linux.lsm.foreign"),
                new HostileForm(
                        "ftrace_ops_list leads to itself",
                        List.of("linux.ftrace.hooked"),
                        guest -> {
                            long ops = guest.symbol("empty_zero_page") + 1024;
                            guest.put(guest.symbol("ftrace_ops_list"), ops);
                            guest.put(guest.at(ops, "ftrace_ops", "next"), ops);
                            return List.of(hex(ops), "ftrace_ops_list");
                        }),
                new HostileForm(
                        "ftrace_pages_start leads to itself",
                        List.of("linux.ftrace.hooked", "linux.code.changed-since-baseline"),
                        guest -> {
                            long first = guest.before().u64(guest.symbol("ftrace_pages_start"));
                            guest.put(guest.at(first, "ftrace_page", "next"), first);
                            return List.of("ftrace_page at " + hex(first));
                        }),
                new HostileForm(
                        "chain of reboot notifiers leads to itself",
                        List.of("linux.notifier.foreign"),
                        guest -> {
                            long head =
                                    guest.at(
                                            guest.symbol("reboot_notifier_list"),
                                            "blocking_notifier_head",
                                            "head");
                            long block = guest.symbol("empty_zero_page") + 1024;
                            guest.put(head, block);
                            guest.put(guest.at(block, "notifier_block", "next"), block);
                            return List.of(hex(block), "reboot_notifier_list");
                        }));
    }
}
