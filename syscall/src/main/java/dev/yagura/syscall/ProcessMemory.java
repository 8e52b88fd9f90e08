package dev.yagura.syscall;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Memory of other processes. */
public final class ProcessMemory {
    /** Bytes of a {@code struct iovec}: a pointer and a length. */
    public static final int IOVEC_BYTES = 16;

    /** Most {@code struct iovec} in one call (UIO_MAXIOV of linux/uio.h). */
    public static final int IOV_MAX = 1024;

    private static final MethodHandle PROCESS_VM_READV =
            LibraryCall.handle(
                    "process_vm_readv",
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG,
                            JAVA_LONG));

    private ProcessMemory() {}

    /**
     * Reads memory of another process; see process_vm_readv(2).
     *
     * @param state native memory of layout {@link FileDescriptors#CALL_STATE}
     * @param local {@code struct iovec}s of memory that receives the bytes
     * @param remote {@code struct iovec}s of memory of the process
     * @param count how many of each, at most {@link #IOV_MAX}
     * @return bytes read, fewer than asked for if a later element cannot be read; or the negated
     *     error number
     */
    public static long read(
            MemorySegment state, int pid, MemorySegment local, MemorySegment remote, long count) {
        try {
            return LibraryCall.result(
                    (long)
                            PROCESS_VM_READV.invokeExact(
                                    state, pid, local, count, remote, count, 0L),
                    state);
        } catch (Throwable e) {
            throw LibraryCall.unexpected(e);
        }
    }
}
