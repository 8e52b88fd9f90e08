package dev.yagura.it.hostile;

import static dev.yagura.it.hostile.Links.hex;

import dev.yagura.kernel.linux.KernelModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Counts and lengths that no kernel has, and names without end. */
final class NumberForms {
    private static final String HIDDEN = "linux.process.hidden";
    private static final String SOCKETS = "linux.socket.hidden";
    private static final String MOUNTS = "linux.mount.hidden";
    private static final String NETFILTER = "linux.netfilter.foreign";

    /** {@code enum mod_mem_type} of {@code include/linux/module.h}, since 6.4. */
    private static final int MOD_RODATA = 2;

    private NumberForms() {}

    static Stream<HostileForm> all() {
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
                        List.of(
                                SOCKETS,
                                "linux.socket.bindshell-port",
                                "linux.socket.slapper-port",
                                "linux.socket.scalper-port"),
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
                                            .u64(
                                                    guest.at(
                                                            Landmarks.process(guest),
                                                            "task_struct",
                                                            "files"));
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
                        NumberForms::manyBuckets),
                new HostileForm(
                        "the table of direct calls has 2^63 buckets",
                        List.of("linux.ftrace.hooked"),
                        guest -> {
                            long hash = manyBuckets(guest, guest.symbol("empty_zero_page"));
                            guest.put(guest.symbol("direct_functions"), hash);
                            return List.of("size_bits", hex(hash));
                        }),
                new HostileForm(
                        "a block of functions to trace has 2^32 - 1",
                        List.of("linux.ftrace.hooked", "linux.code.changed-since-baseline"),
                        guest -> {
                            long first = guest.before().u64(guest.symbol("ftrace_pages_start"));
                            guest.put32(guest.at(first, "ftrace_page", "index"), -1);
                            return List.of("index is", hex(first));
                        }),
                new HostileForm(
                        "a module has 2^32 - 1 bytes",
                        List.of("linux.code.changed-since-baseline"),
                        NumberForms::longModule),
                new HostileForm(
                        "environment of the first process ends before it begins",
                        List.of("linux.process.preload"),
                        guest -> {
                            long mm = Landmarks.addressSpace(guest);
                            guest.put(guest.at(mm, "mm_struct", "env_end"), 1);
                            return List.of("env_end", "environment", "process 1 ");
                        }),
                new HostileForm(
                        "environment of the first process is 2^63 bytes long",
                        List.of("linux.process.preload"),
                        guest -> {
                            long mm = Landmarks.addressSpace(guest);
                            guest.put(guest.at(mm, "mm_struct", "env_start"), 4096);
                            guest.put(guest.at(mm, "mm_struct", "env_end"), Long.MAX_VALUE);
                            return List.of("env_end", "environment", "process 1 ");
                        }),
                new HostileForm(
                        "a name is 2^32 - 1 bytes long",
                        List.of("linux.process.deleted-program", "linux.process.hollowed"),
                        guest -> {
                            guest.put32(
                                    guest.at(Landmarks.program(guest), "dentry", "d_name.len"), -1);
                            return List.of("d_name", "d_name.len", "process 1 ");
                        }),
                new HostileForm(
                        "a BPF program has 2^32 - 1 instructions",
                        List.of("linux.bpf.suspicious", "linux.bpf.unowned"),
                        NumberForms::longProgram),
                new HostileForm(
                        "cr4_pinned_bits is 2^64 - 1",
                        List.of("linux.cpu.changed"),
                        guest -> word(guest, "cr4_pinned_bits", -1, "bit 63 off")),
                new HostileForm(
                        "linux_banner has no end",
                        List.of(
                                "linux.code.changed",
                                "linux.code.changed-since-baseline",
                                "linux.rodata.changed",
                                "linux.module.changed"),
                        guest -> {
                            guest.put(
                                    guest.symbol("linux_banner"),
                                    "A".repeat(1024).getBytes(StandardCharsets.US_ASCII));
                            return List.of("linux_banner", "AAAA");
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

    private static List<String> manyBuckets(HostileCore guest) throws IOException {
        long ops = guest.symbol("empty_zero_page");
        long hashes = guest.at(ops, "ftrace_ops", "local_hash");
        guest.put(guest.at(ops, "ftrace_ops", "func"), guest.symbol("_stext"));
        guest.put(guest.at(ops, "ftrace_ops", "next"), guest.symbol("ftrace_list_end"));
        guest.put(guest.at(ops, "ftrace_ops", "flags"), 1);
        guest.put(guest.at(ops, "ftrace_ops", "func_hash"), hashes);
        long hash = manyBuckets(guest, ops + 1024);
        guest.put(guest.at(hashes, "ftrace_ops_hash", "filter_hash"), hash);
        guest.put(guest.symbol("ftrace_ops_list"), ops);
        return List.of("size_bits", hex(hash));
    }

    private static long manyBuckets(HostileCore guest, long hash) throws IOException {
        guest.put(guest.at(hash, "ftrace_hash", "size_bits"), 63);
        guest.put(guest.at(hash, "ftrace_hash", "buckets"), hash + 1024);
        guest.put(guest.at(hash, "ftrace_hash", "count"), Long.MAX_VALUE);
        return hash;
    }

    private static List<String> longProgram(HostileCore guest) throws IOException {
        long program = guest.guest().room(2048);
        long details = guest.guest().room(2048);
        guest.put32(guest.at(program, "bpf_prog", "len"), -1);
        guest.put(guest.at(program, "bpf_prog", "aux"), details);
        guest.put(guest.at(guest.symbol("prog_idr"), "idr", "idr_rt.xa_head"), program);
        return List.of("len is");
    }

    /** Of the read-only data, where a kernel has that apart. */
    private static List<String> longModule(HostileCore guest) throws IOException {
        KernelModule module = guest.linux().modules().list().getFirst();
        if (guest.views().has("module", "core_layout")) {
            guest.put32(guest.at(module.gva(), "module", "core_layout.size"), -1);
        } else {
            long readOnly =
                    guest.at(module.gva(), "module", "mem")
                            + MOD_RODATA * guest.views().sizeOf("module_memory");
            guest.put32(guest.at(readOnly, "module_memory", "size"), -1);
        }
        return List.of("module " + module.name());
    }

    private static List<String> cache(HostileCore guest, String member, long value)
            throws IOException {
        long cache = guest.before().u64(guest.symbol("task_struct_cachep"));
        guest.put32(guest.at(cache, "kmem_cache", member), (int) value);
        return List.of("task_struct_cachep: " + member);
    }

    /** Writes a variable. */
    static List<String> word(HostileCore guest, String symbol, long value, String said)
            throws IOException {
        guest.put(guest.symbol(symbol), value);
        return List.of(said);
    }
}
