package dev.yagura.it.attack;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.it.core.GuestCore;
import dev.yagura.kernel.linux.trace.Ftrace;
import dev.yagura.kernel.linux.trace.TracedFunction;
import java.io.IOException;
import java.util.List;

/** Hooks by what the kernel has to watch itself: ftrace, kprobes, tracepoints. */
final class TracingAttacks {
    /** Room between two structures on the page that they are made on. */
    private static final int APART = 1024;

    private static final String FTRACE = "linux.ftrace.hooked";
    private static final String KPROBE = "linux.kprobe.foreign";
    private static final String POINT = "linux.tracepoint.foreign";
    private static final String TRACED = "vfs_link";

    /** A function of the kernel's, where nothing of it is traced or changed. */
    private static final String OTHER = "vfs_mknod";

    /** {@code FTRACE_FL_ENABLED}, and one tracer. */
    private static final long TRACED_FLAGS = 1L << 31 | 1;

    private TracingAttacks() {}

    static List<Attack> all() {
        return List.of(
                Attack.on(
                        FTRACE,
                        guest -> tracer(guest, Code.NOWHERE),
                        guest -> tracer(guest, guest.symbol("kprobe_ftrace_handler"))),
                Attack.on(
                                FTRACE,
                                guest -> tracedFunction(guest, Code.NOWHERE),
                                guest -> tracedFunction(guest, guest.symbol("ftrace_caller")))
                        .changing(TRACED)
                        .alsoSeenBy("linux.code.changed", TRACED, "a function is code"),
                Attack.on(
                                FTRACE,
                                guest -> directCall(guest, Code.NOWHERE),
                                guest -> directCall(guest, guest.symbol(OTHER)))
                        .changing("direct_functions"),
                Attack.on(
                                FTRACE,
                                guest -> directTracer(guest, Code.NOWHERE),
                                guest -> directTracer(guest, guest.symbol(OTHER)))
                        .where(guest -> guest.linux().views().has("ftrace_ops", "direct_call"))
                        .changing("a tracer with a direct call"),
                Attack.on(
                                KPROBE,
                                guest -> probe(guest, Code.NOWHERE),
                                guest -> probe(guest, guest.symbol("kprobe_dispatcher")))
                        .changing("a probe"),
                Attack.on(
                                KPROBE,
                                guest -> returnProbe(guest, Code.NOWHERE),
                                guest -> returnProbe(guest, guest.symbol("kretprobe_dispatcher")))
                        .changing("a return probe"),
                Attack.on(
                                POINT,
                                guest -> tracepoint(guest, "sys_enter", Code.NOWHERE),
                                guest ->
                                        tracepoint(
                                                guest,
                                                "sys_enter",
                                                guest.symbol("perf_syscall_enter")))
                        .changing("sys_enter"),
                Attack.on(
                                POINT,
                                TracingAttacks::probeOfTaintedModule,
                                TracingAttacks::probeOfModule)
                        .changing("sys_exit"),
                Attack.on(
                                POINT,
                                guest -> pointOfModule(guest, Code.NOWHERE),
                                guest -> pointOfModule(guest, HookAttacks.module(guest).base()))
                        .changing("tracepoints of module " + HiddenAttacks.MODULE));
    }

    /** A tracer of getdents64 alone, whose name is in the last bucket of its filter. */
    private static String tracer(GuestCore guest, long callback) throws IOException {
        long ops = guest.room(3 * APART);
        guest.putU64(guest.at(ops, "ftrace_ops", "func"), callback);
        guest.putU64(guest.at(ops, "ftrace_ops", "flags"), 1);
        long hashes = guest.at(ops, "ftrace_ops", "local_hash");
        guest.putU64(guest.at(ops, "ftrace_ops", "func_hash"), hashes);
        guest.putU64(
                guest.at(hashes, "ftrace_ops_hash", "filter_hash"),
                hash(guest, ops + APART, "__x64_sys_getdents64", 0));
        enter(guest, ops);
        return "getdents64";
    }

    /** Puts a tracer before all others. */
    private static void enter(GuestCore guest, long ops) throws IOException {
        long list = guest.symbol("ftrace_ops_list");
        guest.putU64(guest.at(ops, "ftrace_ops", "next"), guest.u64(list));
        guest.putU64(list, ops);
    }

    /** Makes a hash of one function, in its last bucket, and returns it. */
    private static long hash(GuestCore guest, long room, String function, long direct)
            throws IOException {
        long heads = room + APART / 4;
        long hooked = room + APART;
        guest.putU64(guest.at(room, "ftrace_hash", "size_bits"), 2);
        guest.putU64(guest.at(room, "ftrace_hash", "buckets"), heads);
        guest.putU64(guest.at(room, "ftrace_hash", "count"), 1);
        guest.putU64(heads + 3 * Long.BYTES, guest.at(hooked, "ftrace_func_entry", "hlist"));
        guest.putU64(guest.at(hooked, "ftrace_func_entry", "ip"), guest.symbol(function));
        guest.putU64(guest.at(hooked, "ftrace_func_entry", "direct"), direct);
        return room;
    }

    /** The kernel's table of direct calls, which was empty. */
    private static String directCall(GuestCore guest, long target) throws IOException {
        long hash = hash(guest, guest.room(2 * APART), "vfs_statx", target);
        guest.putU64(guest.symbol("direct_functions"), hash);
        return "direct call of vfs_statx";
    }

    private static String directTracer(GuestCore guest, long target) throws IOException {
        long ops = guest.room(APART);
        guest.putU64(guest.at(ops, "ftrace_ops", "func"), guest.symbol("call_direct_funcs"));
        guest.putU64(guest.at(ops, "ftrace_ops", "flags"), 1);
        guest.putU64(guest.at(ops, "ftrace_ops", "direct_call"), target);
        enter(guest, ops);
        return "direct call of tracer at 0x%x".formatted(ops);
    }

    /** A function that the kernel says it traces calls something at its place for the tracer. */
    private static String tracedFunction(GuestCore guest, long called) throws IOException {
        long site = Code.site(guest, guest.symbol(TRACED));
        TracedFunction record =
                new Ftrace(guest.linux())
                        .prepared().items().stream()
                                .filter(function -> function.site() == site)
                                .findFirst()
                                .orElseThrow();
        guest.putU64(guest.at(record.gva(), "dyn_ftrace", "flags"), TRACED_FLAGS);
        Code.trace(guest, TRACED);
        Code.lead(guest, site, called);
        return "call at " + TRACED;
    }

    private static String probe(GuestCore guest, long handler) throws IOException {
        enter(guest, roomInProbe(guest), "vfs_unlink", handler);
        return "pre_handler of kprobe at vfs_unlink";
    }

    /** A probe that waits until the function returns. */
    private static String returnProbe(GuestCore guest, long handler) throws IOException {
        long probe = roomInProbe(guest);
        guest.putU64(guest.at(probe, "kretprobe", "handler"), handler);
        enter(
                guest,
                guest.at(probe, "kretprobe", "kp"),
                "vfs_readlink",
                guest.symbol("pre_handler_kretprobe"));
        return "handler of kprobe at vfs_readlink";
    }

    /** The kernel's own probes are within something larger, all of which is zeros here. */
    private static long roomInProbe(GuestCore guest) throws IOException {
        return guest.room(2 * APART) + APART;
    }

    /** Puts a probe of a function into the table of all. */
    static void enter(GuestCore guest, long probe, String function, long handler)
            throws IOException {
        guest.putU64(guest.at(probe, "kprobe", "addr"), guest.symbol(function));
        guest.putU64(guest.at(probe, "kprobe", "pre_handler"), handler);
        long bucket = guest.symbol("kprobe_table") + 5L * Long.BYTES;
        guest.putU64(guest.at(probe, "kprobe", "hlist"), guest.u64(bucket));
        guest.putU64(bucket, guest.at(probe, "kprobe", "hlist"));
    }

    private static String tracepoint(GuestCore guest, String name, long probe) throws IOException {
        probe(guest, guest.symbol("__tracepoint_" + name), probe);
        return "probe of tracepoint " + name;
    }

    private static void probe(GuestCore guest, long point, long probe) throws IOException {
        long probes = guest.room(64);
        guest.putU64(guest.at(probes, "tracepoint_func", "func"), probe);
        guest.putU64(guest.at(point, "tracepoint", "funcs"), probes);
    }

    private static String probeOfModule(GuestCore guest) throws IOException {
        return tracepoint(guest, "sys_exit", HookAttacks.module(guest).base());
    }

    private static String probeOfTaintedModule(GuestCore guest) throws IOException {
        HookAttacks.taint(guest);
        return probeOfModule(guest);
    }

    /** A module that has none gets a tracepoint of its own, and a probe at it. */
    private static String pointOfModule(GuestCore guest, long probe) throws IOException {
        long point = guest.copy(guest.symbol("__tracepoint_sys_enter"), "tracepoint");
        long name = guest.room(Long.BYTES);
        long reference = guest.room(Long.BYTES);
        guest.put(name, "own".getBytes(UTF_8));
        guest.putU64(guest.at(point, "tracepoint", "name"), name);
        probe(guest, point, probe);
        guest.putU32(reference, (int) (point - reference));
        long module = HookAttacks.module(guest).gva();
        guest.putU64(guest.at(module, "module", "tracepoints_ptrs"), reference);
        guest.putU32(guest.at(module, "module", "num_tracepoints"), 1);
        return "probe of tracepoint own";
    }
}
