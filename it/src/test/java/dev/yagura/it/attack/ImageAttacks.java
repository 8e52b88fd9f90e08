package dev.yagura.it.attack;

import dev.yagura.it.core.GuestCore;
import dev.yagura.kernel.linux.GvaRange;
import dev.yagura.kernel.linux.KernelModule;
import dev.yagura.kernel.linux.ModuleDetails;
import java.io.IOException;
import java.util.List;

/** Bytes of the kernel and its modules that are not those of their files. */
final class ImageAttacks {
    /** Called by nobody where the machine counts no events. */
    private static final String STATIC_CALL = "x86_pmu_handle_irq";

    private static final String CALLS = "linux.static-call.redirected";
    private static final String TO_KEY = "neither leads where its key says";
    private static final String CODE = "linux.code.changed";
    private static final String MODULE = "nf_conntrack";
    private static final int SITE_BYTES = 8;
    private static final long IS_TAIL = 1;
    private static final long IS_INIT = 2;
    private static final byte CALL = (byte) 0xE8;
    private static final byte JUMP = (byte) 0xE9;
    private static final byte[] BREAKPOINT_AND_NOP = {(byte) 0xCC, (byte) 0x90};

    private ImageAttacks() {}

    static List<Attack> all() {
        return List.of(
                Attack.on(
                                CODE,
                                ImageAttacks::function,
                                guest -> Code.trace(guest, "__x64_sys_quotactl"))
                        .changing("__x64_sys_quotactl"),
                Attack.on(
                                CODE,
                                guest -> staticCall(guest, guest.symbol("commit_creds"), false),
                                guest -> staticCall(guest, guest.symbol(STATIC_CALL), true))
                        .alsoSeenBy(
                                CODE, "perf_event_nmi_handler+", "the call itself is changed too")
                        .alsoSeenBy(CALLS, "static call at __SCT__" + STATIC_CALL, TO_KEY)
                        .alsoSeenBy(CALLS, "static call at perf_event_nmi_handler+", TO_KEY),
                Attack.on("linux.rodata.changed", ImageAttacks::banner, ImageAttacks::setting),
                Attack.on(
                                "linux.module.changed",
                                ImageAttacks::moduleCode,
                                ImageAttacks::tracedModule)
                        .changing("code of module " + MODULE),
                Attack.on(
                                "linux.module.changed",
                                ImageAttacks::moduleConstant,
                                ImageAttacks::moduleVariable)
                        .changing("data of module " + MODULE));
    }

    private static String function(GuestCore guest) throws IOException {
        guest.put(guest.symbol("__x64_sys_quotactl") + 0x13, BREAKPOINT_AND_NOP);
        return "__x64_sys_quotactl+0x13";
    }

    /**
     * Makes the first call lead elsewhere whose target the kernel chooses at run time, and the
     * trampoline for those who may not call directly.
     *
     * @param chosen whether the kernel's own note of the target says so too, as {@code
     *     static_call_update} has it
     */
    private static String staticCall(GuestCore guest, long target, boolean chosen)
            throws IOException {
        long key = guest.symbol("__SCK__" + STATIC_CALL);
        if (chosen) {
            guest.putU64(key, target);
        }
        long trampoline = guest.symbol("__SCT__" + STATIC_CALL);
        branch(guest, trampoline, JUMP, target);
        long end = guest.symbol("__stop_static_call_sites");
        for (long at = guest.symbol("__start_static_call_sites"); at < end; at += SITE_BYTES) {
            long site = at + guest.s32(at);
            long keyOf = at + Integer.BYTES + guest.s32(at + Integer.BYTES);
            if ((keyOf & ~(IS_TAIL | IS_INIT)) == key && (keyOf & IS_INIT) == 0) {
                branch(guest, site, (keyOf & IS_TAIL) != 0 ? JUMP : CALL, target);
            }
        }
        return "__SCT__" + STATIC_CALL;
    }

    private static void branch(GuestCore guest, long from, byte opcode, long target)
            throws IOException {
        guest.put(from, opcode);
        Code.lead(guest, from, target);
    }

    private static String banner(GuestCore guest) throws IOException {
        guest.put(guest.symbol("linux_proc_banner"), (byte) 'X');
        return "linux_proc_banner";
    }

    /** Written while the kernel starts, and protected then. */
    private static String setting(GuestCore guest) throws IOException {
        guest.put(guest.symbol("rodata_enabled"), (byte) 0);
        return "a setting of the kernel's start";
    }

    /** Returns where the first section of a kind is. */
    private static long section(GuestCore guest, String name) throws IOException {
        KernelModule module = guest.module(MODULE);
        return new ModuleDetails(guest.linux())
                .sections(module).stream()
                        .filter(section -> section.name().startsWith(name))
                        .findFirst()
                        .orElseThrow()
                        .gva();
    }

    private static String moduleCode(GuestCore guest) throws IOException {
        long place = section(guest, ".text") + 0x29;
        guest.put(place, BREAKPOINT_AND_NOP);
        return "0x%x".formatted(place);
    }

    private static String moduleConstant(GuestCore guest) throws IOException {
        long place = section(guest, ".rodata") + 1;
        guest.put(place, (byte) ~guest.s32(place));
        return "0x%x".formatted(place);
    }

    /** What a module may write to is no secret of its file's. */
    private static String moduleVariable(GuestCore guest) throws IOException {
        long place = section(guest, ".data");
        guest.put(place, (byte) ~guest.s32(place));
        return "a variable of a module";
    }

    private static String tracedModule(GuestCore guest) throws IOException {
        GvaRange text = guest.module(MODULE).ranges().getFirst();
        long next = guest.pointer(guest.module(MODULE).gva(), "module", "ftrace_callsites");
        while (!text.contains(guest.u64(next))) {
            next += Long.BYTES;
        }
        branch(guest, guest.u64(next), CALL, guest.symbol("ftrace_caller"));
        return "a function of a module that is traced";
    }
}
