package dev.yagura.it.hostile;

import static dev.yagura.it.hostile.Links.WILD;
import static dev.yagura.it.hostile.Links.hex;

import dev.yagura.it.core.PageTables;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** Pointers that lead nowhere, and to what they are in. */
final class PointerForms {
    private static final String HIDDEN = "linux.process.hidden";
    private static final String MOUNTS = "linux.mount.hidden";

    /** {@code struct static_call_site}; the flag is {@code STATIC_CALL_SITE_INIT}. */
    private static final int CALL_BYTES = 8;

    private static final int OF_START = 2;

    private static final byte[] JUMP_TO_ITSELF = {(byte) 0xEB, (byte) 0xFE};

    private PointerForms() {}

    /** Returns a form in which the kernel's page tables do not map a variable. */
    private static HostileForm unmapped(String symbol, String... detectors) {
        return new HostileForm(
                symbol + " is not mapped",
                List.of(detectors),
                guest -> {
                    long entry = PageTables.entryOf(guest.guest(), guest.symbol(symbol)).gpa();
                    guest.putPhysical(entry, guest.physical(entry) & ~PageTables.PRESENT);
                    return List.of(symbol, hex(guest.symbol(symbol)), "not present");
                });
    }

    static Stream<HostileForm> all() {
        return Stream.of(
                new HostileForm(
                        "vmemmap_base is no address",
                        List.of(HIDDEN),
                        guest -> NumberForms.word(guest, "vmemmap_base", WILD, "memory for tasks")),
                new HostileForm(
                        "page_offset_base is no address",
                        List.of(HIDDEN),
                        guest ->
                                NumberForms.word(
                                        guest, "page_offset_base", WILD, "memory for tasks")),
                unmapped("sys_call_table", "linux.syscall.redirected"),
                unmapped("idt_table", "linux.idt.redirected", "linux.cpu.changed"),
                unmapped(
                        "linux_banner",
                        "linux.code.changed-since-baseline",
                        "linux.rodata.changed",
                        "linux.code.changed",
                        "linux.module.changed"),
                new HostileForm(
                        "the key of a jump label is no address",
                        List.of("linux.jump-label.changed"),
                        guest -> {
                            guest.put(guest.symbol("__start___jump_table") + Long.BYTES, WILD);
                            return List.of("jump label at ");
                        }),
                new HostileForm(
                        "the key of a static call is no address",
                        List.of("linux.static-call.redirected"),
                        PointerForms::wildKey),
                new HostileForm(
                        "x64_sys_call leads to itself",
                        List.of("linux.syscall.redirected"),
                        guest -> {
                            if (!guest.hasSymbol("x64_sys_call")) {
                                return List.of();
                            }
                            guest.put(guest.symbol("x64_sys_call"), JUMP_TO_ITSELF);
                            return List.of("x64_sys_call");
                        }),
                new HostileForm(
                        "a file's directory is in itself",
                        List.of("linux.process.deleted-program", "linux.process.hollowed"),
                        guest -> {
                            long name = Landmarks.program(guest);
                            long parent = guest.before().u64(guest.at(name, "dentry", "d_parent"));
                            guest.put(guest.at(parent, "dentry", "d_parent"), name);
                            return List.of("dentry", "d_parent", "process 1 ");
                        }),
                new HostileForm(
                        "the first process has no cred",
                        List.of("linux.credentials.raised", "linux.credentials.shared"),
                        guest -> {
                            long task = Landmarks.process(guest);
                            guest.put(guest.at(task, "task_struct", "real_cred"), 0);
                            guest.put(guest.at(task, "task_struct", "cred"), 0);
                            return List.of("real_cred", "cred", "process 1");
                        }),
                new HostileForm(
                        "the stack pointer of the first process is no address",
                        List.of("linux.stack.unknown-code"),
                        guest -> {
                            long task = Landmarks.process(guest);
                            guest.put(guest.at(task, "task_struct", "thread.sp"), WILD);
                            return List.of("thread.sp");
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

    /** Of the first static call that is kept when the kernel has started. */
    private static List<String> wildKey(HostileCore guest) throws IOException {
        if (!guest.hasSymbol("__start_static_call_sites")) {
            return List.of();
        }
        long key = guest.symbol("__start_static_call_sites") + Integer.BYTES;
        while ((guest.before().u32(key) & OF_START) != 0) {
            key += CALL_BYTES;
        }
        guest.put32(key, Integer.MAX_VALUE & -4);
        return List.of("static call at ");
    }
}
