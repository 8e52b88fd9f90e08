package dev.yagura.detect.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Finding;
import dev.yagura.kernel.fixture.DumpedGuests;
import dev.yagura.kernel.linux.KernelModule;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.code.ModuleSightings;
import dev.yagura.kernel.linux.control.SecurityHook;
import dev.yagura.kernel.linux.control.SecurityHooks;
import dev.yagura.kernel.linux.net.Interfaces;
import dev.yagura.kernel.linux.net.NetInterface;
import dev.yagura.kernel.linux.net.Socket;
import dev.yagura.kernel.linux.net.Sockets;
import dev.yagura.kernel.linux.process.Processes;
import dev.yagura.memory.paging.PagingMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Hooks as rootkits set them, each written alone into a copy of a real guest's memory: exactly its
 * detector reports it, and names it.
 */
@EnabledIfSystemProperty(
        named = "yagura.dumps",
        matches = ".+",
        disabledReason = "skipped: system property yagura.dumps names no directory of dumps")
class DumpedHooksTest {
    /** In the memory for modules, where none lies in any of the guests. */
    private static final long NOWHERE = 0xffff_ffff_f7f0_0000L;

    private static final long OUT_OF_TREE = 1L << 12;

    /** Writes an intrusion, and returns a part of what it is to be called. */
    private interface Edit {
        String apply(IntrudedGuest guest) throws IOException;
    }

    /** Intrusions by the detector that is to report them. */
    private static final Map<String, List<Edit>> EDITS = edits();

    static Stream<Path> folders() throws IOException {
        return DumpedGuests.folders().stream();
    }

    private static Map<String, List<Edit>> edits() {
        Map<String, List<Edit>> edits = new LinkedHashMap<>();
        edits.put("linux.idt.redirected", List.of(DumpedHooksTest::gate));
        edits.put(
                "linux.operations.redirected",
                List.of(
                        DumpedHooksTest::socketList,
                        DumpedHooksTest::inlinePatch,
                        DumpedHooksTest::procEntry));
        edits.put("linux.ftrace.hooked", List.of(DumpedHooksTest::tracer));
        edits.put("linux.kprobe.foreign", List.of(DumpedHooksTest::probe));
        edits.put("linux.tracepoint.foreign", List.of(DumpedHooksTest::tracepoint));
        edits.put("linux.netfilter.foreign", List.of(DumpedHooksTest::netfilter));
        edits.put("linux.packet-handler.foreign", List.of(DumpedHooksTest::packets));
        edits.put(
                "linux.notifier.foreign",
                List.of(DumpedHooksTest::keyboard, DumpedHooksTest::taintedNotifier));
        edits.put("linux.lsm.foreign", List.of(DumpedHooksTest::securityHook));
        edits.put("linux.kthread.unknown-code", List.of(DumpedHooksTest::kernelThread));
        edits.put("linux.code.writable", List.of(DumpedHooksTest::writableText));
        edits.put("linux.helper-path.changed", List.of(DumpedHooksTest::helper));
        edits.put("linux.bpf.suspicious", List.of(DumpedHooksTest::bpfProgram));
        edits.put("linux.interface.hidden", List.of(DumpedHooksTest::networkInterface));
        edits.put(
                "linux.module.hidden",
                List.of(DumpedHooksTest::unlistedModule, DumpedHooksTest::erasedModule));
        return edits;
    }

    @ParameterizedTest
    @MethodSource("folders")
    void eachHookIsFoundByItsDetectorAlone(Path folder) throws IOException {
        IntrudedGuest guest = IntrudedGuest.open(folder);
        assertThat(guest.scan()).isEmpty();
        for (Map.Entry<String, List<Edit>> entry : EDITS.entrySet()) {
            for (Edit edit : entry.getValue()) {
                String name = edit.apply(guest);
                List<Finding> findings = guest.scan();
                assertThat(findings).extracting(Finding::rule).containsOnly(entry.getKey());
                assertThat(findings)
                        .as(name)
                        .anySatisfy(finding ->
                                assertThat(finding.subject() + finding.evidence()).contains(name));
                guest.memory().undo();
            }
        }
        assertThat(guest.scan()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("folders")
    void hooksOfTheKernelsOwnModulesAreNotReported(Path folder) throws IOException {
        IntrudedGuest guest = IntrudedGuest.open(folder);
        notifier(guest, module(guest, "dummy").base());
        assertThat(guest.scan()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("folders")
    void hookOfAnOutOfTreeModuleIsLessSure(Path folder) throws IOException {
        IntrudedGuest guest = IntrudedGuest.open(folder);
        taintedNotifier(guest);
        assertThat(guest.scan()).extracting(Finding::confidence).containsExactly(Confidence.MEDIUM);
    }

    /** Does what {@code hlist_del} does to a socket that a process holds. */
    @ParameterizedTest
    @MethodSource("folders")
    void socketTakenOutOfItsTableIsFound(Path folder) throws IOException {
        IntrudedGuest guest = IntrudedGuest.open(folder);
        Optional<Socket> held =
                new Sockets(guest.linux())
                        .list().items().stream()
                                .filter(found -> found.protocol().equals("unix"))
                                .filter(found -> found.listed() && !found.holders().isEmpty())
                                .findFirst();
        assumeTrue(held.isPresent(), "skipped: no process of this guest has a Unix socket");
        long node = guest.at(held.orElseThrow().gva(), "sock_common", "skc_node");
        long next = guest.kernel().memory().u64(node);
        long previous = guest.kernel().memory().u64(node + 8);
        guest.putU64(previous, next);
        if (next != 0) {
            guest.putU64(next + 8, previous);
        }

        List<Finding> findings = guest.scan();

        assertThat(findings).extracting(Finding::rule).containsExactly("linux.socket.hidden");
        assertThat(findings.getFirst().subject())
                .startsWith("unix socket at 0x%x".formatted(held.orElseThrow().gva()));
    }

    private static KernelModule module(IntrudedGuest guest, String name) throws IOException {
        return guest.linux().modules().list().stream()
                .filter(module -> module.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String gate(IntrudedGuest guest) throws IOException {
        long gate = guest.symbol("idt_table") + 16 * 14;
        long target = guest.symbol("commit_creds");
        long low = guest.kernel().memory().u64(gate);
        long keep = low & 0x0000_FFFF_FFFF_0000L;
        guest.putWords(
                gate, keep | (target & 0xFFFF) | ((target >>> 16) & 0xFFFF) << 48, target >>> 32);
        return "interrupt 14";
    }

    private static String socketList(IntrudedGuest guest) throws IOException {
        long slot = guest.at(guest.symbol("tcp4_seq_ops"), "seq_operations", "show");
        guest.putU64(slot, module(guest, "dummy").base() + 16);
        return "seq_operations.show of tcp4_seq_ops";
    }

    private static String inlinePatch(IntrudedGuest guest) throws IOException {
        long function = guest.symbol("tcp4_seq_show");
        guest.memory().put(guest.gpa(function), (byte) 0xE9);
        guest.memory().putU32(guest.gpa(function + 1), (int) (NOWHERE - function - 5));
        return "tcp4_seq_show";
    }

    /** The table of /proc itself is replaced by one that lies in data of nobody. */
    private static String procEntry(IntrudedGuest guest) throws IOException {
        long entry = guest.symbol("proc_root");
        long tree = guest.at(entry, "proc_dir_entry", "subdir");
        long node = guest.kernel().memory().u64(tree);
        long slot =
                node
                        - guest.linux().views().offsetOf("proc_dir_entry", "subdir_node")
                        + guest.linux().views().offsetOf("proc_dir_entry", "proc_iops");
        guest.putU64(slot, NOWHERE);
        return "inode_operations of /proc/";
    }

    private static String tracer(IntrudedGuest guest) throws IOException {
        long ops = guest.scratch();
        guest.putU64(guest.at(ops, "ftrace_ops", "func"), NOWHERE);
        guest.putU64(guest.at(ops, "ftrace_ops", "next"), guest.symbol("ftrace_list_end"));
        guest.putU64(guest.at(ops, "ftrace_ops", "flags"), 1);
        long hashes = guest.at(ops, "ftrace_ops", "local_hash");
        guest.putU64(guest.at(ops, "ftrace_ops", "func_hash"), hashes);
        long hash = ops + 1024;
        long heads = ops + 1280;
        long hooked = ops + 2048;
        guest.putU64(guest.at(hashes, "ftrace_ops_hash", "filter_hash"), hash);
        guest.putU64(guest.at(hash, "ftrace_hash", "size_bits"), 2);
        guest.putU64(guest.at(hash, "ftrace_hash", "buckets"), heads);
        guest.putU64(guest.at(hash, "ftrace_hash", "count"), 1);
        guest.putU64(heads + 3 * 8, guest.at(hooked, "ftrace_func_entry", "hlist"));
        guest.putU64(
                guest.at(hooked, "ftrace_func_entry", "ip"), guest.symbol("__x64_sys_getdents64"));
        guest.putU64(guest.symbol("ftrace_ops_list"), ops);
        return "getdents64";
    }

    private static String probe(IntrudedGuest guest) throws IOException {
        long probe = guest.scratch();
        guest.putU64(guest.at(probe, "kprobe", "addr"), guest.symbol("vfs_unlink"));
        guest.putU64(guest.at(probe, "kprobe", "pre_handler"), NOWHERE);
        long table = guest.symbol("kprobe_table") + 8 * 5;
        guest.putU64(guest.at(probe, "kprobe", "hlist"), guest.kernel().memory().u64(table));
        guest.putU64(table, guest.at(probe, "kprobe", "hlist"));
        return "pre_handler of kprobe at vfs_unlink";
    }

    private static String tracepoint(IntrudedGuest guest) throws IOException {
        long point = guest.symbol("__tracepoint_sys_enter");
        guest.putU64(guest.at(guest.scratch(), "tracepoint_func", "func"), NOWHERE);
        guest.putU64(guest.at(point, "tracepoint", "funcs"), guest.scratch());
        return "probe of tracepoint sys_enter";
    }

    /** A hook at the input of IPv4, in the place of those that are there. */
    private static String netfilter(IntrudedGuest guest) throws IOException {
        long entries = guest.scratch();
        long first = guest.at(entries, "nf_hook_entries", "hooks");
        long registered = entries + 1024;
        guest.memory().putU32(guest.gpa(entries), 1);
        guest.putU64(guest.at(first, "nf_hook_entry", "hook"), NOWHERE);
        guest.putU64(first + guest.linux().views().sizeOf("nf_hook_entry"), registered);
        guest.putU64(guest.at(registered, "nf_hook_ops", "hook"), NOWHERE);
        guest.putU64(guest.at(guest.symbol("init_net"), "net", "nf.hooks_ipv4") + 8, entries);
        return "ipv4 hook at input, priority 0";
    }

    private static String packets(IntrudedGuest guest) throws IOException {
        long handler = guest.symbol("ip_packet_type");
        guest.putU64(guest.at(handler, "packet_type", "func"), NOWHERE);
        return "packet handler for 0x0800";
    }

    private static void notifier(IntrudedGuest guest, long function) throws IOException {
        long head =
                guest.at(guest.symbol("keyboard_notifier_list"), "atomic_notifier_head", "head");
        long block = guest.scratch();
        guest.putU64(guest.at(block, "notifier_block", "notifier_call"), function);
        guest.putU64(guest.at(block, "notifier_block", "next"), guest.kernel().memory().u64(head));
        guest.putU64(head, block);
    }

    private static String keyboard(IntrudedGuest guest) throws IOException {
        notifier(guest, NOWHERE);
        return "keyboard_notifier_list";
    }

    private static String taintedNotifier(IntrudedGuest guest) throws IOException {
        KernelModule module = module(guest, "dummy");
        notifier(guest, module.base());
        guest.putU64(guest.at(module.gva(), "module", "taints"), OUT_OF_TREE);
        return "taints O";
    }

    private static String securityHook(IntrudedGuest guest) throws IOException {
        SecurityHook hook =
                new SecurityHooks(guest.linux())
                        .list().items().stream()
                                .filter(found -> found.hook().equals("capable"))
                                .findFirst()
                                .orElseThrow();
        guest.putU64(guest.at(hook.gva(), "security_hook_list", "hook"), NOWHERE);
        return "security hook capable of " + hook.module();
    }

    private static String kernelThread(IntrudedGuest guest) throws IOException {
        Task thread = guest.task("kauditd");
        long kthread = Processes.of(guest.linux()).kernelThread(thread).gva();
        guest.putU64(guest.at(kthread, "kthread", "threadfn"), NOWHERE);
        return "kernel thread %d (kauditd)".formatted(thread.pid());
    }

    private static String unlistedModule(IntrudedGuest guest) throws IOException {
        KernelModule module = module(guest, "dummy");
        guest.unlink(guest.at(module.gva(), "module", "list"));
        return "module dummy at 0x%x".formatted(module.gva());
    }

    /** Taken out of everything, as KoviD and Singularity do: only the pages remain. */
    private static String erasedModule(IntrudedGuest guest) throws IOException {
        KernelModule module = module(guest, "dummy");
        unlistedModule(guest);
        guest.unlink(guest.at(module.gva(), "module", "mkobj.kobj.entry"));
        guest.putU64(guest.at(module.gva(), "module", "mkobj.mod"), 0);
        List<Long> placed = new ArrayList<>(new ModuleSightings(guest.linux()).placed().items());
        assertThat(placed).contains(module.gva());
        long node = guest.symbol("mod_tree");
        guest.putU64(guest.at(node, "mod_tree_root", "root.tree"), 0);
        return "executable memory at 0x%x".formatted(module.base());
    }

    /** Sets the writable bit of the page-table entry that maps a module's text. */
    private static String writableText(IntrudedGuest guest) throws IOException {
        long text = module(guest, "dummy").base();
        PagingMode mode = guest.kernel().memory().mode();
        long entry = guest.kernel().memory().dtb() & -4096L;
        long value = 0;
        for (int level = mode.levels(); level > 0; level--) {
            entry += ((text >>> (12 + 9 * (level - 1))) & 511) * 8;
            value = guest.memory().u64(entry);
            if (level == 1 || (value & 0x80) != 0) {
                break;
            }
            entry = value & 0x000F_FFFF_FFFF_F000L;
        }
        guest.memory().putU64(entry, value | 2);
        return "writable and executable";
    }

    private static String helper(IntrudedGuest guest) throws IOException {
        byte[] path = "/tmp/x\0".getBytes(StandardCharsets.UTF_8);
        guest.memory().put(guest.gpa(guest.symbol("modprobe_path")), path);
        return "modprobe_path";
    }

    /** A program of one call, under the number 0. */
    private static String bpfProgram(IntrudedGuest guest) throws IOException {
        long program = guest.scratch();
        long details = program + 1024;
        long user = program + 3072;
        guest.memory().putU32(guest.gpa(guest.at(program, "bpf_prog", "len")), 1);
        guest.putU64(guest.at(program, "bpf_prog", "aux"), details);
        guest.putU64(guest.at(details, "bpf_prog_aux", "user"), user);
        guest.memory()
                .put(
                        guest.gpa(guest.at(details, "bpf_prog_aux", "name")),
                        "pwn\0".getBytes(StandardCharsets.UTF_8));
        long call = guest.symbol("bpf_probe_write_user") - guest.symbol("__bpf_call_base");
        guest.putU64(guest.at(program, "bpf_prog", "insnsi"), call << 32 | 0x85);
        long slots = guest.symbol("prog_idr");
        assertThat(guest.kernel().memory().u64(guest.at(slots, "idr", "idr_rt.xa_head"))).isZero();
        guest.putU64(guest.at(slots, "idr", "idr_rt.xa_head"), program);
        return "BPF program 0 (pwn)";
    }

    private static String networkInterface(IntrudedGuest guest) throws IOException {
        NetInterface found =
                new Interfaces(guest.linux())
                        .list().items().stream()
                                .filter(candidate -> !candidate.name().equals("lo"))
                                .findFirst()
                                .orElseThrow();
        guest.unlink(guest.at(found.gva(), "net_device", "dev_list"));
        return "interface %s of".formatted(found.name());
    }
}
