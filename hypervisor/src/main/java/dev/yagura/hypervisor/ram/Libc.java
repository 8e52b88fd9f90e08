package dev.yagura.hypervisor.ram;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
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
    static final int ESRCH = 3;
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int EACCES = 13;
    static final int EFAULT = 14;
    static final int ENOSYS = 38;

    /** Bytes of a {@code struct iovec}: a pointer and a length. */
    static final int IOVEC_BYTES = 16;

    /** Most {@code struct iovec} in one call (IOV_MAX of linux/uio.h). */
    static final int IOV_MAX = 1024;

    /** Bytes that {@link #pread} and its kin need to report an error number. */
    static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();

    private static final int O_RDONLY_CLOEXEC = 0x80000;
    private static final VarHandle ERRNO =
            CALL_STATE.varHandle(StructLayout.PathElement.groupElement("errno"));

    private static final MethodHandle OPEN =
            handle(
                    "open",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
                    Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE =
            handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle PREAD =
            handle(
                    "pread",
                    FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle PROCESS_VM_READV =
            handle(
                    "process_vm_readv",
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG,
                            JAVA_LONG));

    private Libc() {}

    // Restricted, as a wrong signature crashes the JVM; these are the calls this class is for.
    @SuppressWarnings("restricted")
    private static MethodHandle handle(
            String name, FunctionDescriptor descriptor, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        SymbolLookup lookup = linker.defaultLookup();
        Linker.Option[] all = Arrays.copyOf(options, options.length + 1);
        all[options.length] = Linker.Option.captureCallState("errno");
        return linker.downcallHandle(lookup.findOrThrow(name), descriptor, all);
    }

    /** Opens a file for reading; returns a file descriptor, not inherited by child processes. */
    static int open(String path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            int result = (int) OPEN.invokeExact(state, arena.allocateFrom(path), O_RDONLY_CLOEXEC);
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
     * Reads from a place in a file.
     *
     * @param state native memory of layout {@link #CALL_STATE}
     * @param destination native memory that receives the bytes
     * @param lengthBytes at most the destination's length
     * @param position in the file, in bytes; for {@code /proc/PID/mem} an address of the process
     * @return bytes read, 0 at the end of the file
     */
    static long pread(
            MemorySegment state,
            int descriptor,
            MemorySegment destination,
            long lengthBytes,
            long position) {
        try {
            long result;
            do {
                result =
                        (long)
                                PREAD.invokeExact(
                                        state, descriptor, destination, lengthBytes, position);
            } while (result < 0 && errno(state) == EINTR);
            return result >= 0 ? result : -errno(state);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Reads memory of another process; see process_vm_readv(2).
     *
     * @param state native memory of layout {@link #CALL_STATE}
     * @param local {@code struct iovec}s of memory that receives the bytes
     * @param remote {@code struct iovec}s of memory of the process
     * @param count how many of each, at most {@link #IOV_MAX}
     * @return bytes read; fewer than asked for if a later element cannot be read
     */
    static long processVmReadv(
            MemorySegment state, int pid, MemorySegment local, MemorySegment remote, long count) {
        try {
            long result =
                    (long)
                            PROCESS_VM_READV.invokeExact(
                                    state, pid, local, count, remote, count, 0L);
            return result >= 0 ? result : -errno(state);
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
