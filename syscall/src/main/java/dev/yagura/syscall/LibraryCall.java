package dev.yagura.syscall;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/** A call of a function of libc that leaves why it failed in {@code errno}. */
@FunctionalInterface
interface LibraryCall {
    /** Memory that a call needs to report an error number. */
    StructLayout STATE = Linker.Option.captureStateLayout();

    VarHandle ERRNO = STATE.varHandle(StructLayout.PathElement.groupElement("errno"));

    /**
     * Calls a method handle of {@link #handle}; returns what the function does.
     *
     * @param arena ends after the call
     * @param state native memory of layout {@link #STATE}
     */
    long in(Arena arena, MemorySegment state) throws Throwable;

    /** Returns what calls a function of libc; its first parameter is memory of {@link #STATE}. */
    // Restricted, as a wrong signature crashes the JVM; these are the calls this module is for.
    @SuppressWarnings("restricted")
    static MethodHandle handle(
            String name, FunctionDescriptor descriptor, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        Linker.Option[] all = Arrays.copyOf(options, options.length + 1);
        all[options.length] = Linker.Option.captureCallState("errno");
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor, all);
    }

    /** Makes a call that is rare enough to have its memory made for it. */
    static int once(LibraryCall call) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            return (int) result(call.in(arena, state), state);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Returns what a function did, or the negated error number. */
    static long result(long returned, MemorySegment state) {
        return returned >= 0 ? returned : -(int) ERRNO.get(state, 0L);
    }

    /** A method handle may throw anything by its type; these throw errors of the JVM only. */
    static Error unexpected(Throwable e) {
        return e instanceof Error error ? error : new AssertionError(e);
    }
}
