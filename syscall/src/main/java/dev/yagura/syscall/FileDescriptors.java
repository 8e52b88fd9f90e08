package dev.yagura.syscall;

import static dev.yagura.syscall.ErrorNumbers.EINTR;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;

/** Files by their descriptors: devices, and {@code /proc/PID/mem}, whose offsets pass 2^63. */
public final class FileDescriptors {
    public static final int O_RDONLY = 0;
    public static final int O_RDWR = 2;

    /**
     * Memory that {@link #read} and its kin need to report an error number; one for each thread
     * that calls at a time.
     */
    public static final StructLayout CALL_STATE = LibraryCall.STATE;

    private static final int O_CLOEXEC = 0x80000;

    private static final MethodHandle OPEN =
            LibraryCall.handle(
                    "open",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
                    Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE =
            LibraryCall.handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle READ =
            LibraryCall.handle(
                    "read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle WRITE =
            LibraryCall.handle(
                    "write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle PREAD =
            LibraryCall.handle(
                    "pread",
                    FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));

    private FileDescriptors() {}

    /**
     * Opens a file; see open(2).
     *
     * @param mode {@link #O_RDONLY} or {@link #O_RDWR}
     * @return a descriptor, not inherited by child processes, or the negated error number
     */
    public static int open(String path, int mode) {
        return LibraryCall.once((arena, state) ->
                (int) OPEN.invokeExact(state, arena.allocateFrom(path), mode | O_CLOEXEC));
    }

    /** Closes a descriptor; that it was not open is not told. */
    public static void close(int descriptor) {
        LibraryCall.once((_, state) -> (int) CLOSE.invokeExact(state, descriptor));
    }

    /**
     * Reads from a file; see read(2).
     *
     * @param state native memory of layout {@link #CALL_STATE}
     * @param destination native memory that receives the bytes
     * @return bytes read, 0 at the end of the file, or the negated error number
     */
    public static long read(MemorySegment state, int descriptor, MemorySegment destination) {
        try {
            return LibraryCall.result(
                    (long) READ.invokeExact(state, descriptor, destination, destination.byteSize()),
                    state);
        } catch (Throwable e) {
            throw LibraryCall.unexpected(e);
        }
    }

    /**
     * Writes to a file; see write(2).
     *
     * @param state native memory of layout {@link #CALL_STATE}
     * @param source native memory
     * @return bytes written, or the negated error number
     */
    public static long write(MemorySegment state, int descriptor, MemorySegment source) {
        try {
            return LibraryCall.result(
                    (long) WRITE.invokeExact(state, descriptor, source, source.byteSize()), state);
        } catch (Throwable e) {
            throw LibraryCall.unexpected(e);
        }
    }

    /**
     * Reads from a place in a file, once more if a signal came between; see pread(2).
     *
     * @param state native memory of layout {@link #CALL_STATE}
     * @param destination native memory that receives the bytes
     * @param lengthBytes at most the destination's length
     * @param position in the file, in bytes; for {@code /proc/PID/mem} an address of the process
     * @return bytes read, 0 at the end of the file, or the negated error number
     */
    public static long pread(
            MemorySegment state,
            int descriptor,
            MemorySegment destination,
            long lengthBytes,
            long position) {
        try {
            long result;
            do {
                result =
                        LibraryCall.result(
                                (long)
                                        PREAD.invokeExact(
                                                state,
                                                descriptor,
                                                destination,
                                                lengthBytes,
                                                position),
                                state);
            } while (result == -EINTR);
            return result;
        } catch (Throwable e) {
            throw LibraryCall.unexpected(e);
        }
    }
}
