package dev.yagura.sandbox.fuse;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The system calls needed here that the JDK has no class for, on 64-bit Linux.
 *
 * <p>Results are as the kernel gives them: at least 0, or the negated error number.
 */
final class Libc {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int ENODEV = 19;

    static final int O_RDWR = 2;
    static final int O_CLOEXEC = 0x80000;

    static final long MS_RDONLY = 1;
    static final long MS_NOSUID = 2;
    static final long MS_NODEV = 4;
    static final long MS_NOEXEC = 8;

    static final int MNT_DETACH = 2;

    /** Bytes that {@link #read} and {@link #write} need to report an error number. */
    static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();

    private static final VarHandle ERRNO =
            CALL_STATE.varHandle(StructLayout.PathElement.groupElement("errno"));

    private static final MethodHandle OPEN =
            handle(
                    "open",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
                    Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE =
            handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle READ =
            handle("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle WRITE =
            handle("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle MOUNT =
            handle(
                    "mount",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    private static final MethodHandle UMOUNT2 =
            handle("umount2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle GETEUID = handle("geteuid", FunctionDescriptor.of(JAVA_INT));
    private static final MethodHandle GETEGID = handle("getegid", FunctionDescriptor.of(JAVA_INT));

    private Libc() {}

    // Restricted, as a wrong signature crashes the JVM; these are the calls this class is for.
    @SuppressWarnings("restricted")
    private static MethodHandle handle(
            String name, FunctionDescriptor descriptor, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        Linker.Option[] all = Arrays.copyOf(options, options.length + 1);
        all[options.length] = Linker.Option.captureCallState("errno");
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor, all);
    }

    /** Opens a file; returns a file descriptor. */
    static int open(String path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            int result = (int) OPEN.invokeExact(state, arena.allocateFrom(path), flags);
            return result >= 0 ? result : -errno(state);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Closes a file descriptor. */
    static void close(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            int ignored = (int) CLOSE.invokeExact(state, descriptor);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Reads from a file; returns how many bytes.
     *
     * @param state native memory of layout {@link #CALL_STATE}
     * @param destination native memory that receives the bytes
     */
    static long read(MemorySegment state, int descriptor, MemorySegment destination) {
        try {
            long result =
                    (long) READ.invokeExact(state, descriptor, destination, destination.byteSize());
            return result >= 0 ? result : -errno(state);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Writes to a file; returns how many bytes.
     *
     * @param state native memory of layout {@link #CALL_STATE}
     * @param source native memory
     */
    static long write(MemorySegment state, int descriptor, MemorySegment source) {
        try {
            long result = (long) WRITE.invokeExact(state, descriptor, source, source.byteSize());
            return result >= 0 ? result : -errno(state);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Mounts a filesystem; see mount(2). */
    static int mount(String source, String target, String type, long flags, String data) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            int result =
                    (int)
                            MOUNT.invokeExact(
                                    state,
                                    arena.allocateFrom(source),
                                    arena.allocateFrom(target),
                                    arena.allocateFrom(type),
                                    flags,
                                    arena.allocateFrom(data));
            return result >= 0 ? result : -errno(state);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Unmounts a filesystem; see umount2(2). */
    static int unmount(String target, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            int result = (int) UMOUNT2.invokeExact(state, arena.allocateFrom(target), flags);
            return result >= 0 ? result : -errno(state);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Returns this process's effective user. */
    static int user() {
        return number(GETEUID);
    }

    /** Returns this process's effective group. */
    static int group() {
        return number(GETEGID);
    }

    private static int number(MethodHandle call) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) call.invokeExact(arena.allocate(CALL_STATE));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static int errno(MemorySegment state) {
        return (int) ERRNO.get(state, 0L);
    }

    // A method handle may throw anything by its type; these throw errors of the JVM only.
    private static Error unexpected(Throwable e) {
        return e instanceof Error error ? error : new AssertionError(e);
    }
}
