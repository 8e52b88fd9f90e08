package dev.yagura.it.attack;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.it.core.GuestCore;
import java.io.IOException;
import java.util.List;

/** BPF programs by what they call and what they are attached to. */
final class BpfAttacks {
    private static final String DETECTOR = "linux.bpf.suspicious";
    private static final String UNOWNED = "linux.bpf.unowned";

    /** {@code BPF_PROG_TYPE_KPROBE}. */
    private static final int KPROBE = 2;

    /** Room between two structures on the page that they are made on. */
    private static final int APART = 1024;

    private static final int CALL = 0x85;

    /** Mark of a pointer to a node, in a tree of numbers. */
    private static final long NODE = 2;

    /** Attached to by nobody who hides something. */
    private static final String HARMLESS = "vfs_fsync";

    private static final String READS = "bpf_ktime_get_ns";

    private BpfAttacks() {}

    static List<Attack> all() {
        return List.of(
                calling(1, "bpf_probe_write_user"),
                calling(2, "bpf_override_return"),
                Attack.on(
                                DETECTOR,
                                guest -> traces(guest, 3, "__x64_sys_getdents64"),
                                guest -> traces(guest, 3, HARMLESS))
                        .changing(number(3)),
                Attack.on(
                                DETECTOR,
                                guest -> probes(guest, 4, "tcp4_seq_show"),
                                guest -> probes(guest, 4, HARMLESS))
                        .changing(number(4)),
                Attack.on(
                                UNOWNED,
                                guest -> {
                                    probe(guest, 5);
                                    return unowned(5);
                                },
                                guest -> attached(guest, probe(guest, 5)))
                        .changing(number(5)),
                Attack.on(
                                UNOWNED,
                                guest -> {
                                    linked(guest, 6);
                                    return unowned(6);
                                },
                                guest -> open(guest, linked(guest, 6)))
                        .changing(number(6), Victim.SLEEPER.part("a descriptor")));
    }

    /** Loads a program for probes, which nothing leads to. */
    private static long probe(GuestCore guest, int number) throws IOException {
        long program = program(guest, number, READS);
        guest.putU32(guest.at(program, "bpf_prog", "type"), KPROBE);
        return program;
    }

    /** Loads such a program with a link to it, and returns the link's address. */
    private static long linked(GuestCore guest, int number) throws IOException {
        long link = guest.room(APART);
        guest.putU32(guest.at(link, "bpf_link", "id"), number);
        guest.putU64(guest.at(link, "bpf_link", "prog"), probe(guest, number));
        guest.putU64(slots(guest, "link_idr") + (long) Long.BYTES * number, link);
        return link;
    }

    private static String unowned(int number) {
        return "%s (pwn) of type kprobe stays loaded".formatted(number(number));
    }

    /** Attaches a program to the control group of all, as was usual before there were links. */
    private static String attached(GuestCore guest, long program) throws IOException {
        long group = guest.at(guest.symbol("cgrp_dfl_root"), "cgroup_root", "cgrp");
        long head = guest.at(group, "cgroup", "bpf.progs");
        long entry = guest.room(APART);
        long node = guest.at(entry, "bpf_prog_list", "node");
        guest.putU64(guest.at(entry, "bpf_prog_list", "prog"), program);
        if (guest.u64(head) == head) { // a list, before 6.0
            guest.putU64(head + Long.BYTES, node);
            guest.putU64(node, head);
            guest.putU64(node + Long.BYTES, head);
        }
        guest.putU64(head, node);
        return "a program that a control group has";
    }

    /** Gives a process a file that is the link. */
    private static String open(GuestCore guest, long link) throws IOException {
        long slot = Victim.SLEEPER.descriptor(guest, 0);
        long file = guest.copy(guest.u64(slot), "file");
        guest.putU64(guest.at(file, "file", "f_op"), guest.symbol("bpf_link_fops"));
        guest.putU64(guest.at(file, "file", "private_data"), link);
        guest.putU64(slot, file);
        return "a program whose link a process has open";
    }

    private static String number(int number) {
        return "BPF program " + number;
    }

    private static Attack calling(int number, String helper) {
        return Attack.on(
                        DETECTOR,
                        guest -> called(guest, number, helper),
                        guest -> called(guest, number, READS))
                .where(guest -> guest.hasSymbol(helper))
                .changing(number(number));
    }

    private static String called(GuestCore guest, int number, String helper) throws IOException {
        program(guest, number, helper);
        return "%s (pwn) calls %s".formatted(number(number), helper);
    }

    /** A program that is called by the trampoline of a function. */
    private static String traces(GuestCore guest, int number, String function) throws IOException {
        long details = guest.pointer(program(guest, number, READS), "bpf_prog", "aux");
        long name = guest.room(64);
        guest.put(name, (function + "\0").getBytes(UTF_8));
        guest.putU64(guest.at(details, "bpf_prog_aux", "attach_func_name"), name);
        return "%s (pwn) is attached to %s".formatted(number(number), function);
    }

    /** A program that is called by the kernel's own probe of a function. */
    private static String probes(GuestCore guest, int number, String function) throws IOException {
        long array = guest.room(64);
        long items = guest.at(array, "bpf_prog_array", "items");
        guest.putU64(guest.at(items, "bpf_prog_array_item", "prog"), program(guest, number, READS));
        long event = guest.room(APART);
        guest.putU64(guest.at(event, "trace_probe_event", "call.prog_array"), array);
        long probe = guest.room(APART);
        guest.putU64(guest.at(probe, "trace_kprobe", "tp.event"), event);
        TracingAttacks.enter(
                guest,
                guest.at(probe, "trace_kprobe", "rp.kp"),
                function,
                guest.symbol("kprobe_dispatcher"));
        return "%s (pwn) is attached to %s".formatted(number(number), function);
    }

    /** Loads a program of one call, and returns its address. */
    private static long program(GuestCore guest, int number, String helper) throws IOException {
        long program = guest.room(4 * APART);
        long details = program + APART;
        guest.putU32(guest.at(program, "bpf_prog", "len"), 1);
        guest.putU64(guest.at(program, "bpf_prog", "aux"), details);
        guest.putU32(guest.at(details, "bpf_prog_aux", "id"), number);
        guest.putU64(guest.at(details, "bpf_prog_aux", "user"), program + 3 * APART);
        guest.put(guest.at(details, "bpf_prog_aux", "name"), "pwn\0".getBytes(UTF_8));
        long call = guest.symbol(helper) - guest.symbol("__bpf_call_base");
        guest.putU64(guest.at(program, "bpf_prog", "insnsi"), call << 32 | CALL);
        guest.putU64(slots(guest, "prog_idr") + (long) Long.BYTES * number, program);
        return program;
    }

    /** Returns where objects are by their numbers, of which a clean guest has none. */
    private static long slots(GuestCore guest, String numbers) throws IOException {
        long head = guest.at(guest.symbol(numbers), "idr", "idr_rt.xa_head");
        if (guest.u64(head) == 0) {
            guest.putU64(head, guest.room(APART) | NODE);
        }
        return guest.at(guest.u64(head) - NODE, "xa_node", "slots");
    }
}
