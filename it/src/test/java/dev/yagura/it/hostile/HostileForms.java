package dev.yagura.it.hostile;

import static dev.yagura.it.hostile.Links.WILD;
import static dev.yagura.it.hostile.Links.hex;

import dev.yagura.kernel.symbols.Symbol;
import dev.yagura.memory.paging.Translation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** The structures that detectors of memory walk, each in its hostile forms. */
final class HostileForms {
    private static final String HIDDEN = "linux.process.hidden";
    private static final String MODULES = "linux.module.hidden";
    private static final String SOCKETS = "linux.socket.hidden";
    private static final String INTERFACES = "linux.interface.hidden";
    private static final String MOUNTS = "linux.mount.hidden";
    private static final String OPERATIONS = "linux.operations.redirected";
    private static final String NETFILTER = "linux.netfilter.foreign";

    private HostileForms() {}

    /** Returns all forms. */
    static List<HostileForm> all() {
        return Stream.of(lists(), chains(), trees(), numbers(), pointers())
                .flatMap(s -> s)
                .toList();
    }

    private static Stream<HostileForm> lists() {
        return Stream.of(
                        Links.list(
                                "task list",
                                guest -> taskMember(guest, "tasks"),
                                HIDDEN,
                                "linux.process.traced",
                                "linux.process.injected-code"),
                        Links.list(
                                "children of init_task",
                                guest -> taskMember(guest, "children"),
                                HIDDEN),
                        Links.list("threads of the first process", HostileForms::threads, HIDDEN),
                        Links.list(
                                "modules",
                                guest -> symbol(guest, "modules"),
                                MODULES,
                                "linux.kthread.unknown-code",
                                "linux.module.known-rootkit"),
                        Links.list("module_kset", HostileForms::moduleSet, MODULES),
                        Links.list(
                                "net_namespace_list",
                                guest -> symbol(guest, "net_namespace_list"),
                                SOCKETS,
                                INTERFACES,
                                NETFILTER),
                        Links.list(
                                "net.dev_base_head",
                                guest -> guest.at(guest.symbol("init_net"), "net", "dev_base_head"),
                                INTERFACES),
                        Links.list(
                                "super_blocks",
                                guest -> symbol(guest, "super_blocks"),
                                MOUNTS,
                                OPERATIONS),
                        Links.list("mounts of a name space", HostileForms::listOfMounts, MOUNTS),
                        Links.list(
                                "ptype_all",
                                guest -> symbol(guest, "ptype_all"),
                                "linux.packet-handler.foreign"),
                        Links.list(
                                "input_handler_list",
                                guest -> symbol(guest, "input_handler_list"),
                                OPERATIONS),
                        Links.list("formats", HostileForms::formats, OPERATIONS),
                        Links.list("cfs_tasks of the first CPU", HostileForms::fairTasks, HIDDEN),
                        Links.list("bpf_kallsyms", guest -> symbol(guest, "bpf_kallsyms"), MODULES))
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
                        guest -> symbol(guest, "kprobe_table") + 8 * 3,
                        "linux.kprobe.foreign"),
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
                Links.chain("vector of a wheel", HostileForms::wheel, HIDDEN),
                Links.chain(
                        "hooks of task_alloc",
                        guest ->
                                guest.hasSymbol("security_hook_heads")
                                                && guest.views().has("hlist_head", "first")
                                        ? symbol(guest, "security_hook_heads") + 8 * 4
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

    private static Stream<HostileForm> trees() {
        return Stream.of(
                new HostileForm(
                        "tree of /proc leads to itself",
                        List.of(OPERATIONS, "linux.procfs.known-rootkit"),
                        guest -> {
                            long root =
                                    guest.at(guest.symbol("proc_root"), "proc_dir_entry", "subdir");
                            long node = guest.before().u64(root);
                            guest.put(guest.at(node, "rb_node", "rb_left"), node);
                            return List.of(hex(node), hex(root));
                        }),
                new HostileForm(
                        "tree of mounts leads to itself",
                        List.of(MOUNTS),
                        guest -> {
                            if (guest.views().has("mnt_namespace", "list")) {
                                return List.of();
                            }
                            long root =
                                    guest.at(namespaceOfMounts(guest), "mnt_namespace", "mounts");
                            long node = guest.before().u64(root);
                            guest.put(guest.at(node, "rb_node", "rb_right"), node);
                            return List.of(hex(node), hex(root));
                        }),
                new HostileForm(
                        "node of pid numbers is below itself",
                        List.of(HIDDEN),
                        guest -> {
                            long head =
                                    guest.at(
                                            guest.symbol("init_pid_ns"),
                                            "pid_namespace",
                                            "idr.idr_rt.xa_head");
                            long node = guest.before().u64(head) & -4;
                            guest.put(guest.at(node, "xa_node", "slots"), node | 2);
                            return List.of(hex(node), "pid numbers");
                        }),
                new HostileForm(
                        "mappings of a process lead to themselves",
                        List.of("linux.process.injected-code", "linux.process.hollowed"),
                        HostileForms::bendMappings),
                new HostileForm(
                        "top page table is below itself",
                        List.of(MODULES, "linux.code.writable"),
                        guest -> {
                            // The slot below that of the kernel's image: recursion, all of it.
                            long entry = guest.before().dtb() + 8 * 300;
                            guest.putPhysical(entry, guest.before().dtb() | 3);
                            return List.of("belong to nobody", "are writable and executable");
                        }));
    }

    private static Stream<HostileForm> numbers() {
        return Stream.of(
                new HostileForm(
                        "size of task_struct_cachep is 2^32 - 1",
                        List.of(HIDDEN),
                        guest -> cache(guest, "size", 0xFFFF_FFFFL)),
                new HostileForm(
                        "size of task_struct_cachep is 0",
                        List.of(HIDDEN),
                        guest -> cache(guest, "size", 0)),
                new HostileForm(
                        "m_hash_mask is 2^32 - 1",
                        List.of(MOUNTS),
                        guest -> word(guest, "m_hash_mask", 0xFFFF_FFFFL, "mount_hashtable")),
                new HostileForm(
                        "nr_cpu_ids is 2^31 - 1",
                        List.of(HIDDEN),
                        guest -> word(guest, "nr_cpu_ids", 0x7FFF_FFFFL, "nr_cpu_ids")),
                new HostileForm(
                        "__cpu_possible_mask is empty",
                        List.of(HIDDEN),
                        guest -> word(guest, "__cpu_possible_mask", 0, "__cpu_possible_mask")),
                new HostileForm(
                        "tcp_hashinfo.ehash_mask is 2^32 - 1",
                        List.of(SOCKETS),
                        guest -> {
                            guest.put32(
                                    guest.at(
                                            guest.symbol("tcp_hashinfo"),
                                            "inet_hashinfo",
                                            "ehash_mask"),
                                    -1);
                            return List.of("tcp", "ehash");
                        }),
                new HostileForm(
                        "fdtable.max_fds of the first process is 2^32 - 1",
                        List.of(
                                SOCKETS,
                                "linux.process.reverse-shell",
                                "linux.process.packet-socket"),
                        guest -> {
                            long files =
                                    guest.before()
                                            .u64(guest.at(process(guest), "task_struct", "files"));
                            long table = guest.before().u64(guest.at(files, "files_struct", "fdt"));
                            guest.put32(guest.at(table, "fdtable", "max_fds"), -1);
                            return List.of("max_fds", hex(table), "process 1");
                        }),
                new HostileForm(
                        "an nf_hook_entries has 2^16 - 1 hooks",
                        List.of(NETFILTER),
                        guest -> {
                            long entries = guest.symbol("empty_zero_page");
                            guest.put(entries, 0xFFFF);
                            guest.put(
                                    guest.at(guest.symbol("init_net"), "net", "nf.hooks_ipv4"),
                                    entries);
                            return List.of(
                                    "ipv4 hooks at prerouting", "num_hook_entries", hex(entries));
                        }),
                new HostileForm(
                        "a filter of a tracer has 2^63 buckets",
                        List.of("linux.ftrace.hooked"),
                        HostileForms::manyBuckets),
                new HostileForm(
                        "environment of the first process ends before it begins",
                        List.of("linux.process.preload"),
                        guest -> {
                            long mm = addressSpace(guest);
                            guest.put(guest.at(mm, "mm_struct", "env_end"), 1);
                            return List.of("env_end", "environment", "process 1 ");
                        }),
                new HostileForm(
                        "environment of the first process is 2^63 bytes long",
                        List.of("linux.process.preload"),
                        guest -> {
                            long mm = addressSpace(guest);
                            guest.put(guest.at(mm, "mm_struct", "env_start"), 4096);
                            guest.put(guest.at(mm, "mm_struct", "env_end"), Long.MAX_VALUE);
                            return List.of("env_end", "environment", "process 1 ");
                        }),
                new HostileForm(
                        "a name is 2^32 - 1 bytes long",
                        List.of("linux.process.deleted-program", "linux.process.hollowed"),
                        guest -> {
                            guest.put32(guest.at(program(guest), "dentry", "d_name.len"), -1);
                            return List.of("d_name", "d_name.len", "process 1 ");
                        }),
                new HostileForm(
                        "modprobe_path has no end",
                        List.of("linux.helper-path.changed"),
                        guest -> {
                            long path = guest.symbol("modprobe_path");
                            guest.put(path, "A".repeat(256).getBytes(StandardCharsets.US_ASCII));
                            return List.of("modprobe_path");
                        }));
    }

    private static Stream<HostileForm> pointers() {
        return Stream.of(
                new HostileForm(
                        "vmemmap_base is no address",
                        List.of(HIDDEN),
                        guest -> word(guest, "vmemmap_base", WILD, "memory for tasks")),
                new HostileForm(
                        "page_offset_base is no address",
                        List.of(HIDDEN),
                        guest -> word(guest, "page_offset_base", WILD, "memory for tasks")),
                new HostileForm(
                        "a file's directory is in itself",
                        List.of("linux.process.deleted-program", "linux.process.hollowed"),
                        guest -> {
                            long name = program(guest);
                            long parent = guest.before().u64(guest.at(name, "dentry", "d_parent"));
                            guest.put(guest.at(parent, "dentry", "d_parent"), name);
                            return List.of("dentry", "d_parent", "process 1 ");
                        }),
                new HostileForm(
                        "the first process has no cred",
                        List.of("linux.credentials.raised", "linux.credentials.shared"),
                        guest -> {
                            long task = process(guest);
                            guest.put(guest.at(task, "task_struct", "real_cred"), 0);
                            guest.put(guest.at(task, "task_struct", "cred"), 0);
                            return List.of("real_cred", "cred", "process 1");
                        }),
                new HostileForm(
                        "root of mount_hashtable is no address",
                        List.of(MOUNTS),
                        guest -> {
                            guest.put(guest.symbol("mount_hashtable"), WILD);
                            return List.of(hex(WILD));
                        }),
                new HostileForm(
                        "a tracepoint's probes are no address",
                        List.of("linux.tracepoint.foreign"),
                        guest -> {
                            guest.put(
                                    guest.at(
                                            guest.symbol("__tracepoint_sys_enter"),
                                            "tracepoint",
                                            "funcs"),
                                    WILD);
                            return List.of(
                                    "sys_enter", hex(guest.symbol("__tracepoint_sys_enter")));
                        }));
    }

    private static long symbol(HostileCore guest, String name) {
        return guest.hasSymbol(name) ? guest.symbol(name) : 0;
    }

    /** Returns the list of kinds of programs; other variables of that name are no lists. */
    private static long formats(HostileCore guest) throws IOException {
        for (Symbol symbol : guest.linux().kernel().symbols().all("formats")) {
            long first = guest.before().u64(symbol.gva());
            if (guest.before().translate(first) instanceof Translation.Mapped
                    && guest.before().u64(first + Long.BYTES) == symbol.gva()) {
                return symbol.gva();
            }
        }
        return 0;
    }

    private static long taskMember(HostileCore guest, String member) throws IOException {
        return guest.at(guest.symbol("init_task"), "task_struct", member);
    }

    /** Returns the first process's {@code task_struct}. */
    private static long process(HostileCore guest) throws IOException {
        long node = guest.before().u64(taskMember(guest, "tasks"));
        return node - guest.views().offsetOf("task_struct", "tasks");
    }

    private static long addressSpace(HostileCore guest) throws IOException {
        return guest.before().u64(guest.at(process(guest), "task_struct", "mm"));
    }

    /** Returns the name of the first process's program. */
    private static long program(HostileCore guest) throws IOException {
        long file = guest.before().u64(guest.at(addressSpace(guest), "mm_struct", "exe_file"));
        return guest.before().u64(guest.at(file, "file", "f_path.dentry"));
    }

    private static long threads(HostileCore guest) throws IOException {
        long signal = guest.before().u64(guest.at(process(guest), "task_struct", "signal"));
        return guest.at(signal, "signal_struct", "thread_head");
    }

    private static long moduleSet(HostileCore guest) throws IOException {
        return guest.at(guest.before().u64(guest.symbol("module_kset")), "kset", "list");
    }

    private static long namespaceOfMounts(HostileCore guest) throws IOException {
        long proxy = guest.before().u64(guest.at(process(guest), "task_struct", "nsproxy"));
        return guest.before().u64(guest.at(proxy, "nsproxy", "mnt_ns"));
    }

    private static long listOfMounts(HostileCore guest) throws IOException {
        return guest.views().has("mnt_namespace", "list")
                ? guest.at(namespaceOfMounts(guest), "mnt_namespace", "list")
                : 0;
    }

    private static long fairTasks(HostileCore guest) throws IOException {
        long offset = guest.before().u64(guest.symbol("__per_cpu_offset"));
        return guest.at(guest.symbol("runqueues") + offset, "rq", "cfs_tasks");
    }

    private static long wheel(HostileCore guest) throws IOException {
        long offset = guest.before().u64(guest.symbol("__per_cpu_offset"));
        return guest.at(guest.symbol("timer_bases") + offset, "timer_base", "vectors") + 8 * 7;
    }

    private static List<String> bendMappings(HostileCore guest) throws IOException {
        long mm = addressSpace(guest);
        if (guest.views().has("mm_struct", "mm_mt")) {
            long root = guest.at(mm, "mm_struct", "mm_mt.ma_root");
            long entry = guest.before().u64(root);
            long node = entry & -256;
            long slots = guest.at(node, "maple_node", "mr64.slot");
            guest.put(slots, entry);
            // An inner node of the kind that has 16 slots, in its own first one.
            guest.put(root, node | 2 << 3 | 2);
            guest.put(slots, node | 2 << 3 | 2);
            return List.of(hex(node), "mappings of process 1", "process 1 ");
        }
        long node = guest.before().u64(guest.at(mm, "mm_struct", "mm_rb"));
        guest.put(guest.at(node, "rb_node", "rb_left"), node);
        return List.of(hex(node), "mappings of process 1", "process 1 ");
    }

    private static List<String> manyBuckets(HostileCore guest) throws IOException {
        long ops = guest.symbol("empty_zero_page");
        long hashes = guest.at(ops, "ftrace_ops", "local_hash");
        guest.put(guest.at(ops, "ftrace_ops", "func"), guest.symbol("_stext"));
        guest.put(guest.at(ops, "ftrace_ops", "next"), guest.symbol("ftrace_list_end"));
        guest.put(guest.at(ops, "ftrace_ops", "flags"), 1);
        guest.put(guest.at(ops, "ftrace_ops", "func_hash"), hashes);
        long hash = ops + 1024;
        guest.put(guest.at(hashes, "ftrace_ops_hash", "filter_hash"), hash);
        guest.put(guest.at(hash, "ftrace_hash", "size_bits"), 63);
        guest.put(guest.at(hash, "ftrace_hash", "buckets"), ops + 2048);
        guest.put(guest.at(hash, "ftrace_hash", "count"), Long.MAX_VALUE);
        guest.put(guest.symbol("ftrace_ops_list"), ops);
        return List.of("size_bits", hex(hash));
    }

    private static List<String> cache(HostileCore guest, String member, long value)
            throws IOException {
        long cache = guest.before().u64(guest.symbol("task_struct_cachep"));
        guest.put32(guest.at(cache, "kmem_cache", member), (int) value);
        return List.of("task_struct_cachep: " + member);
    }

    private static List<String> word(HostileCore guest, String symbol, long value, String said)
            throws IOException {
        guest.put(guest.symbol(symbol), value);
        return List.of(said);
    }
}
