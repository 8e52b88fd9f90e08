package dev.yagura.it.attack;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.it.core.GuestCore;
import java.io.IOException;
import java.util.List;

/** Hooks by what the kernel has to watch itself: ftrace, kprobes, tracepoints, BPF. */
final class TracingAttacks {
    /** Room between two structures on the page that they are made on. */
    private static final int APART = 1024;

    private static final int CALL = 0x85;

    private TracingAttacks() {}

    static List<Attack> all() {
        return List.of(
                Attack.on(
                        "linux.ftrace.hooked",
                        guest -> tracer(guest, Code.NOWHERE),
                        guest -> tracer(guest, guest.symbol("kprobe_ftrace_handler"))),
                Attack.on(
                        "linux.kprobe.foreign",
                        guest -> probe(guest, Code.NOWHERE),
                        guest -> probe(guest, guest.symbol("kprobe_dispatcher"))),
                Attack.on(
                        "linux.tracepoint.foreign",
                        guest -> tracepoint(guest, Code.NOWHERE),
                        guest -> tracepoint(guest, guest.symbol("perf_syscall_enter"))),
                Attack.on(
                        "linux.bpf.suspicious",
                        guest -> program(guest, "bpf_probe_write_user"),
                        guest -> program(guest, "bpf_ktime_get_ns")));
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

    private static String probe(GuestCore guest, long handler) throws IOException {
        long probe = guest.room(APART);
        guest.putU64(guest.at(probe, "kprobe", "addr"), guest.symbol("vfs_unlink"));
        guest.putU64(guest.at(probe, "kprobe", "pre_handler"), handler);
        long bucket = guest.symbol("kprobe_table") + 5L * Long.BYTES;
        guest.putU64(guest.at(probe, "kprobe", "hlist"), guest.u64(bucket));
        guest.putU64(bucket, guest.at(probe, "kprobe", "hlist"));
        return "pre_handler of kprobe at vfs_unlink";
    }

    private static String tracepoint(GuestCore guest, long probe) throws IOException {
        long point = guest.symbol("__tracepoint_sys_enter");
        long probes = guest.room(64);
        guest.putU64(guest.at(probes, "tracepoint_func", "func"), probe);
        guest.putU64(guest.at(point, "tracepoint", "funcs"), probes);
        return "probe of tracepoint sys_enter";
    }

    /** A program of one call, under the number 0 in a guest that has no other. */
    private static String program(GuestCore guest, String helper) throws IOException {
        long slots = guest.at(guest.symbol("prog_idr"), "idr", "idr_rt.xa_head");
        if (guest.u64(slots) != 0) {
            throw new IOException("prog_idr: holds programs, expected none");
        }
        long program = guest.room(4 * APART);
        long details = program + APART;
        guest.putU32(guest.at(program, "bpf_prog", "len"), 1);
        guest.putU64(guest.at(program, "bpf_prog", "aux"), details);
        guest.putU64(guest.at(details, "bpf_prog_aux", "user"), program + 3 * APART);
        guest.put(guest.at(details, "bpf_prog_aux", "name"), "pwn\0".getBytes(UTF_8));
        long call = guest.symbol(helper) - guest.symbol("__bpf_call_base");
        guest.putU64(guest.at(program, "bpf_prog", "insnsi"), call << 32 | CALL);
        guest.putU64(slots, program);
        return "BPF program 0 (pwn)";
    }
}
