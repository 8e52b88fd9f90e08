package dev.yagura.it.attack;

import dev.yagura.it.core.GuestCore;
import dev.yagura.kernel.linux.KernelModule;
import dev.yagura.kernel.linux.control.Instructions;
import dev.yagura.kernel.linux.control.KernelFunction;
import java.io.IOException;
import java.util.List;

/** Places that the kernel rewrites in its own code, rewritten by somebody else. */
final class PlaceAttacks {
    private static final String HOOK = "linux.code.inline-hook";
    private static final String CODE = "linux.code.changed";
    private static final String BYTES = "that other bytes do no harm is nothing the files tell";
    private static final String STATIC_CALL = "linux.static-call.redirected";
    private static final String TO_KEY = "the call does not lead where its key says";

    /** Makes the first static call of the kernel's image. */
    private static final String FIRST_CALLER = "do_one_initcall+";

    private static final String OTHER = "vfs_mknod";
    private static final String CALLS = "__start_static_call_sites";
    private static final int CALL_BYTES = 8;
    private static final int NEAR_BYTES = 5;
    private static final int FUNCTION_BYTES = 64;
    private static final int MIDST = 32;

    /** Low bits of a key's place: what kind of place it is, and that it is given back. */
    private static final long FLAGS = 3;

    private static final long OF_START = 2;
    private static final int NEAR_CALL = 0xE8;

    private PlaceAttacks() {}

    static List<Attack> all() {
        return List.of(
                hooked("vfs_mkdir", PlaceAttacks::jumpAtEntry, Code::trace),
                hooked("vfs_rmdir", PlaceAttacks::callAtTracersPlace, Code::trace),
                hooked("vfs_symlink", PlaceAttacks::intoAModule, PlaceAttacks::withinTheKernel)
                        .whoseNeighbourIsSeenBy(CODE, "vfs_symlink", BYTES),
                hooked(
                                "vfs_rename",
                                (guest, name) -> within(guest, name, module(guest).base()),
                                (guest, name) -> within(guest, name, guest.symbol(OTHER)))
                        .whoseNeighbourIsSeenBy(CODE, "vfs_rename", BYTES),
                Attack.on(HOOK, PlaceAttacks::functionOfAModule, guest -> Code.trace(guest, OTHER))
                        .changing("code of module " + HiddenAttacks.MODULE)
                        .alsoSeenBy(
                                "linux.module.changed",
                                ".text of module " + HiddenAttacks.MODULE,
                                "a module's function is its code"),
                Attack.on(STATIC_CALL, PlaceAttacks::callOfAnother, PlaceAttacks::callBeingChanged)
                        .where(guest -> guest.hasSymbol(CALLS))
                        .changing(FIRST_CALLER)
                        .alsoSeenBy(CODE, FIRST_CALLER, "a call is code")
                        .whoseNeighbourLeaves("static call at "),
                Attack.on(STATIC_CALL, PlaceAttacks::keyOfNobody, PlaceAttacks::callBeingChanged)
                        .where(guest -> guest.hasSymbol(CALLS))
                        .changing(FIRST_CALLER)
                        .whoseNeighbourLeaves("static call at ")
                        .alsoSeenBy(STATIC_CALL, "static call at " + FIRST_CALLER, TO_KEY)
                        .alsoSeenBy(STATIC_CALL, "static call at __SCT__tp_func_", TO_KEY)
                        .alsoSeenBy(CODE, FIRST_CALLER, TO_KEY)
                        .alsoSeenBy(
                                "linux.tracepoint.foreign",
                                "what tracepoint initcall_finish calls",
                                "the key is that of a tracepoint"));
    }

    /** Changes a function of some name. */
    private interface Patch {
        String of(GuestCore guest, String function) throws IOException;
    }

    private static Attack hooked(String function, Patch plant, Patch neighbour) {
        return Attack.on(
                        HOOK,
                        guest -> plant.of(guest, function),
                        guest -> neighbour.of(guest, function))
                .changing(function)
                .alsoSeenBy(CODE, function, "a function is code");
    }

    private static KernelModule module(GuestCore guest) throws IOException {
        return guest.module(HiddenAttacks.MODULE);
    }

    private static String jumpAtEntry(GuestCore guest, String function) throws IOException {
        Code.jump(guest, guest.symbol(function), guest.symbol(OTHER));
        return "%s leads to %s".formatted(function, OTHER);
    }

    private static String callAtTracersPlace(GuestCore guest, String function) throws IOException {
        Code.trace(guest, function);
        Code.lead(guest, Code.site(guest, guest.symbol(function)), Code.NOWHERE);
        return function;
    }

    /** Behind the tracer's place, a jump to a module that the kernel lists. */
    private static String intoAModule(GuestCore guest, String function) throws IOException {
        Code.jump(guest, body(guest, function), module(guest).base());
        return function;
    }

    /** The same to another function of the kernel's, as where one is only another name. */
    private static String withinTheKernel(GuestCore guest, String function) throws IOException {
        Code.jump(guest, body(guest, function), guest.symbol(OTHER));
        return "a function that goes on in another one";
    }

    private static long body(GuestCore guest, String name) throws IOException {
        return Code.site(guest, guest.symbol(name)) + NEAR_BYTES;
    }

    /** A call in the midst of a function, in the place of some instruction. */
    private static String within(GuestCore guest, String name, long target) throws IOException {
        long function = guest.symbol(name);
        KernelFunction code = KernelFunction.entry(guest.kernel(), name, function, FUNCTION_BYTES);
        int at = 0;
        while (at < MIDST) {
            at += Instructions.length(code, at);
        }
        guest.put(function + at, (byte) NEAR_CALL);
        Code.lead(guest, function + at, target);
        return "branch at %s+0x%x".formatted(name, at);
    }

    private static String functionOfAModule(GuestCore guest) throws IOException {
        KernelModule module = module(guest);
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
        long place = place(guest, call(guest));
        Code.lead(guest, place, guest.symbol(OTHER));
        return guest.linux().owners().locate(place).describe();
    }

    private static String keyOfNobody(GuestCore guest) throws IOException {
        long entry = call(guest) + 4;
        guest.putU64((entry + guest.s32(entry)) & ~FLAGS, Code.NOWHERE);
        return "static call key";
    }

    /** The key is changed already, its places are not yet, and the kernel is at it. */
    private static String callBeingChanged(GuestCore guest) throws IOException {
        long entry = call(guest) + 4;
        guest.putU64((entry + guest.s32(entry)) & ~FLAGS, guest.symbol(OTHER));
        Code.lock(guest, "static_call_mutex");
        return "a static call that is being changed";
    }
}
