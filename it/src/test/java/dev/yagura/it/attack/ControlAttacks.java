package dev.yagura.it.attack;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.it.core.GuestCore;
import dev.yagura.kernel.linux.control.KernelFunction;
import dev.yagura.kernel.linux.control.SystemCallAbi;
import dev.yagura.kernel.linux.control.SystemCallRoute;
import dev.yagura.kernel.linux.control.SystemCalls;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Ways into the kernel led astray: system calls, interrupts, and programs that it starts. */
final class ControlAttacks {
    private static final int KILL = 62;
    private static final int ALARM = 37;
    private static final int PAGE_FAULT = 14;
    private static final int GATE_BYTES = 16;
    private static final String CODE = "linux.code.changed";
    private static final String HOOK = "linux.code.inline-hook";
    private static final String RODATA = "linux.rodata.changed";
    private static final byte CALL = (byte) 0xE8;

    private ControlAttacks() {}

    static List<Attack> all() {
        return List.of(
                systemCall("kill", ControlAttacks::slot)
                        .alsoSeenBy(RODATA, "sys_call_table", "the table is read-only data"),
                systemCall("alarm", ControlAttacks::dispatcher)
                        .where(guest -> leaf(guest).isPresent())
                        .alsoSeenBy(CODE, "x64_sys_call", "the dispatcher is code"),
                systemCall("acct", ControlAttacks::handler)
                        .alsoSeenBy(HOOK, "__x64_sys_acct", "a handler is a function")
                        .alsoSeenBy(CODE, "__x64_sys_acct", "a handler is code"),
                systemCall("sync", ControlAttacks::entry)
                        .changing("entry of system calls")
                        .alsoSeenBy(CODE, "entry_SYSCALL_64", "the way in is code"),
                systemCall("pause", ControlAttacks::start)
                        .changing("entry of system calls")
                        .alsoSeenBy(HOOK, "entry_SYSCALL_64", "the way in begins with a jump")
                        .alsoSeenBy(CODE, "entry_SYSCALL_64", "the way in is code"),
                Attack.on(
                        "linux.idt.redirected", ControlAttacks::gate, ControlAttacks::gateOfTable),
                path("modprobe_path", "/tmp/x", "/usr/sbin/modprobe"),
                path("core_pattern", "|/dev/shm/x", "|/usr/share/apport/apport"));
    }

    /**
     * Returns an attack on a system call.
     *
     * @param name of the one that is attacked or, where that is what they have in common, traced
     */
    private static Attack systemCall(String name, Change.Edit plant) {
        return Attack.on(
                        "linux.syscall.redirected",
                        plant,
                        guest -> Code.trace(guest, "__x64_sys_" + name))
                .changing("system call " + name);
    }

    private static String slot(GuestCore guest) throws IOException {
        long slot = guest.symbol("sys_call_table") + (long) Long.BYTES * KILL;
        guest.putU64(slot, guest.symbol("__x64_sys_getpid"));
        return "sys_call_table[62]";
    }

    /** Returns where {@code x64_sys_call} leads to the handler of alarm, if the kernel has it. */
    private static Optional<SystemCallRoute> leaf(GuestCore guest) throws IOException {
        return SystemCalls.read(guest.kernel()).routes().stream()
                .filter(SystemCallRoute::dispatched)
                .filter(route -> route.abi() == SystemCallAbi.X64 && route.number() == ALARM)
                .findFirst();
    }

    private static String dispatcher(GuestCore guest) throws IOException {
        long from = leaf(guest).orElseThrow().from();
        // Data, so that nobody takes it for a handler.
        Code.lead(guest, from, guest.symbol("init_task"));
        return "x64_sys_call for 37";
    }

    private static String handler(GuestCore guest) throws IOException {
        long handler = guest.symbol("__x64_sys_acct");
        Code.jump(guest, handler, Code.NOWHERE);
        return "handler __x64_sys_acct begins with a way to no known owner";
    }

    private static String entry(GuestCore guest) throws IOException {
        long start = guest.symbol("entry_SYSCALL_64");
        KernelFunction entry = KernelFunction.entry(guest.kernel(), "entry_SYSCALL_64", start, 512);
        long wanted = guest.symbol("do_syscall_64");
        int at = 0;
        while ((byte) entry.u8(at) != CALL || entry.relative32(at + 1) != wanted) {
            at++;
        }
        Code.lead(guest, start + at, Code.NOWHERE);
        return "entry_SYSCALL_64 does not lead to do_syscall_64";
    }

    /** The call is still there, behind the jump. */
    private static String start(GuestCore guest) throws IOException {
        Code.jump(guest, guest.symbol("entry_SYSCALL_64"), Code.NOWHERE);
        return "entry_SYSCALL_64 does not begin with swapgs";
    }

    private static String gate(GuestCore guest) throws IOException {
        gate(guest, PAGE_FAULT, guest.symbol("commit_creds"));
        return "interrupt 14";
    }

    /** The gate of page faults under another number: still the kernel's own entry code. */
    private static String gateOfTable(GuestCore guest) throws IOException {
        gate(guest, 13, target(guest, PAGE_FAULT));
        return "a gate to other entry code of the kernel";
    }

    private static long target(GuestCore guest, int vector) throws IOException {
        long gate = guest.symbol("idt_table") + (long) GATE_BYTES * vector;
        long low = guest.u64(gate);
        return guest.u64(gate + Long.BYTES) << 32 | (low >>> 48) << 16 | (low & 0xFFFF);
    }

    private static void gate(GuestCore guest, int vector, long target) throws IOException {
        long gate = guest.symbol("idt_table") + (long) GATE_BYTES * vector;
        long keep = guest.u64(gate) & 0x0000_FFFF_FFFF_0000L;
        guest.putU64(gate, keep | (target & 0xFFFF) | ((target >>> 16) & 0xFFFF) << 48);
        guest.putU64(gate + Long.BYTES, target >>> 32);
    }

    private static Attack path(String variable, String program, String known) {
        return Attack.on(
                        "linux.helper-path.changed",
                        guest -> path(guest, variable, program),
                        guest -> path(guest, variable, known))
                .changing(variable);
    }

    private static String path(GuestCore guest, String variable, String path) throws IOException {
        guest.put(guest.symbol(variable), (path + "\0").getBytes(UTF_8));
        return "%s is \"%s\"".formatted(variable, path);
    }
}
