package dev.yagura.it.attack;

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
    private static final String TRACED = "vfs_link";

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
                        "linux.tracepoint.foreign",
                        guest -> tracepoint(guest, Code.NOWHERE),
                        guest -> tracepoint(guest, guest.symbol("perf_syscall_enter"))));
    }

    /** A tracer of getdents64 alone, whose name is in the last bucket of its filter. */
    private static String tracer(GuestCore guest, long callback) throws IOException {
        long ops = guest.room(3 * APART);
        guest.putU64(guest.at(ops, "ftrace_ops", "func"), callback);
        guest.putU64(guest.at(ops, "ftrace_ops", "next"), guest.symbol("ftrace_list_end"));
        guest.putU64(guest.at(ops, "ftrace_ops", "flags"), 1);
        long hashes = guest.at(ops, "ftrace_ops", "local_hash");
        guest.putU64(guest.at(ops, "ftrace_ops", "func_hash"), hashes);
        long hash = ops + APART;
        long heads = hash + APART / 4;
        long hooked = ops + 2 * APART;
        guest.putU64(guest.at(hashes, "ftrace_ops_hash", "filter_hash"), hash);
        guest.putU64(guest.at(hash, "ftrace_hash", "size_bits"), 2);
        guest.putU64(guest.at(hash, "ftrace_hash", "buckets"), heads);
        guest.putU64(guest.at(hash, "ftrace_hash", "count"), 1);
        guest.putU64(heads + 3 * Long.BYTES, guest.at(hooked, "ftrace_func_entry", "hlist"));
        guest.putU64(
                guest.at(hooked, "ftrace_func_entry", "ip"), guest.symbol("__x64_sys_getdents64"));
        guest.putU64(guest.symbol("ftrace_ops_list"), ops);
        return "getdents64";
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

    private static String tracepoint(GuestCore guest, long probe) throws IOException {
        long point = guest.symbol("__tracepoint_sys_enter");
        long probes = guest.room(64);
        guest.putU64(guest.at(probes, "tracepoint_func", "func"), probe);
        guest.putU64(guest.at(point, "tracepoint", "funcs"), probes);
        return "probe of tracepoint sys_enter";
    }
}
