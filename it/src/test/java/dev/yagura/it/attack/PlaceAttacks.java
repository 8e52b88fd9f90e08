package dev.yagura.it.attack;

import dev.yagura.kernel.linux.control.Instructions;
import dev.yagura.kernel.linux.control.KernelFunction;
import java.io.IOException;
import java.util.List;

/** Places that the kernel rewrites in its own code, rewritten by somebody else. */
final class PlaceAttacks {
    private static final String LABELS = "__start___jump_table";
    private static final String CALLS = "__start_static_call_sites";
    private static final int LABEL_BYTES = 16;
    private static final int CALL_BYTES = 8;
    private static final int NEAR_BYTES = 5;
    private static final int FUNCTION_BYTES = 64;
    private static final int MIDST = 32;

    /** Low bits of a key's place: what kind of place it is, and that it is given back. */
    private static final long FLAGS = 3;

    private static final long OF_START = 2;
    private static final int NEAR_CALL = 0xE8;
    private static final byte NEAR_JUMP = (byte) 0xE9;

    /** How NOPs of 5 bytes begin, since 5.13 and before. */
    private static final List<Integer> NOPS = List.of(0x00441f0f, 0x66666666);

    private PlaceAttacks() {}

    static List<Attack> all() {
        return List.of(
                Attack.on(
                        "linux.code.inline-hook",
                        PlaceAttacks::jumpAtEntry,
                        guest -> Code.trace(guest, "vfs_mkdir")),
                Attack.on(
                        "linux.code.inline-hook",
                        PlaceAttacks::callAtTracersPlace,
                        guest -> Code.trace(guest, "vfs_mkdir")),
                Attack.on(
                        "linux.code.inline-hook",
                        PlaceAttacks::intoAModule,
                        PlaceAttacks::withinTheKernel),
                Attack.on(
                        "linux.code.inline-hook",
                        guest -> within(guest, guest.module(HiddenAttacks.MODULE).base()),
                        guest -> within(guest, guest.symbol("vfs_rmdir"))),
                Attack.on(
                        "linux.code.inline-hook",
                        PlaceAttacks::functionOfAModule,
                        guest -> Code.trace(guest, "vfs_mkdir")),
                Attack.on(
                                "linux.static-call.redirected",
                                PlaceAttacks::callOfAnother,
                                PlaceAttacks::callBeingChanged)
                        .where(guest -> guest.hasSymbol(CALLS)),
                Attack.on(
                                "linux.static-call.redirected",
                                PlaceAttacks::keyOfNobody,
                                PlaceAttacks::callBeingChanged)
                        .where(guest -> guest.hasSymbol(CALLS)),
                Attack.on(
                                "linux.jump-label.changed",
                                PlaceAttacks::branchOfItsOwn,
                                PlaceAttacks::branchBeingSwitched)
                        .where(guest -> guest.hasSymbol(LABELS)));
    }

    private static String jumpAtEntry(GuestCore guest) throws IOException {
        Code.jump(guest, guest.symbol("vfs_mkdir"), guest.symbol("vfs_rmdir"));
        return "vfs_mkdir leads to vfs_rmdir";
    }

    private static String callAtTracersPlace(GuestCore guest) throws IOException {
        Code.trace(guest, "vfs_mkdir");
        Code.lead(guest, site(guest, "vfs_mkdir"), Code.NOWHERE);
        return "leads to 0x%x".formatted(Code.NOWHERE);
    }

    /** Returns where a function that begins with a call is traced: behind its landing pad. */
    private static long site(GuestCore guest, String name) throws IOException {
        long function = guest.symbol(name);
        return (guest.s32(function) & 0xFF) == NEAR_CALL ? function : function + 4;
    }

    /** Behind the tracer's place, a jump to a module that the kernel lists. */
    private static String intoAModule(GuestCore guest) throws IOException {
        long module = guest.module(HiddenAttacks.MODULE).base();
        Code.jump(guest, body(guest), module);
        return "[%s]".formatted(HiddenAttacks.MODULE);
    }

    /** The same to another function of the kernel's, as where one is only another name. */
    private static String withinTheKernel(GuestCore guest) throws IOException {
        Code.jump(guest, body(guest), guest.symbol("vfs_rmdir"));
        return "a function that goes on in another one";
    }

    private static long body(GuestCore guest) throws IOException {
        long function = guest.symbol("vfs_mkdir");
        return NOPS.contains(guest.s32(function))
                ? function + NEAR_BYTES
                : function + 4 + NEAR_BYTES;
    }

    /** A call in the midst of a function, in the place of some instruction. */
    private static String within(GuestCore guest, long target) throws IOException {
        long function = guest.symbol("vfs_mkdir");
        KernelFunction code =
                KernelFunction.entry(guest.kernel(), "vfs_mkdir", function, FUNCTION_BYTES);
        int at = 0;
        while (at < MIDST) {
            at += Instructions.length(code, at);
        }
        guest.put(function + at, (byte) NEAR_CALL);
        Code.lead(guest, function + at, target);
        return "branch at vfs_mkdir+0x%x".formatted(at);
    }

    private static String functionOfAModule(GuestCore guest) throws IOException {
        var module = guest.module(HiddenAttacks.MODULE);
        long function =
                guest.linux().owners().symbols(module, module.ranges().getFirst()).getFirst();
        Code.jump(guest, function, Code.NOWHERE);
        return "[%s] leads to 0x%x".formatted(HiddenAttacks.MODULE, Code.NOWHERE);
    }

    /** Returns the entry of the first static call that is kept, and calls something. */
    private static long call(GuestCore guest) throws IOException {
        long entry = guest.symbol(CALLS);
        while ((guest.s32(entry + 4) & OF_START) != 0
                || (guest.s32(place(guest, entry)) & 0xFF) != NEAR_CALL) {
            entry += CALL_BYTES;
        }
        return entry;
    }

    private static long place(GuestCore guest, long entry) throws IOException {
        return entry + guest.s32(entry);
    }

    private static String callOfAnother(GuestCore guest) throws IOException {
        Code.lead(guest, place(guest, call(guest)), guest.symbol("vfs_rmdir"));
        return "leads to vfs_rmdir";
    }

    private static String keyOfNobody(GuestCore guest) throws IOException {
        long entry = call(guest) + 4;
        guest.putU64((entry + guest.s32(entry)) & ~FLAGS, Code.NOWHERE);
        return "static call key";
    }

    /** The key is changed already, its places are not yet, and the kernel is at it. */
    private static String callBeingChanged(GuestCore guest) throws IOException {
        long entry = call(guest) + 4;
        guest.putU64((entry + guest.s32(entry)) & ~FLAGS, guest.symbol("vfs_rmdir"));
        lock(guest, "static_call_mutex");
        return "a static call that is being changed";
    }

    private static void lock(GuestCore guest, String mutex) throws IOException {
        guest.putU64(guest.at(guest.symbol(mutex), "mutex", "owner"), guest.symbol("init_task"));
    }

    /** Returns the entry of the first jump label that is kept and a NOP of 5 bytes. */
    private static long label(GuestCore guest) throws IOException {
        long entry = guest.symbol(LABELS);
        while ((guest.u64(entry + 8) & OF_START) != 0
                || !NOPS.contains(guest.s32(place(guest, entry)))) {
            entry += LABEL_BYTES;
        }
        return entry;
    }

    private static String branchOfItsOwn(GuestCore guest) throws IOException {
        take(guest, label(guest));
        return "expected a NOP";
    }

    private static void take(GuestCore guest, long entry) throws IOException {
        long place = place(guest, entry);
        guest.put(place, NEAR_JUMP);
        Code.lead(guest, place, entry + 4 + guest.s32(entry + 4));
    }

    private static String branchBeingSwitched(GuestCore guest) throws IOException {
        long entry = label(guest);
        take(guest, entry);
        long key = entry + 8;
        guest.putU32((key + guest.u64(key)) & ~FLAGS, -1);
        lock(guest, "jump_label_mutex");
        return "a branch that is being switched on";
    }
}
