package dev.yagura.hypervisor.ram;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.yagura.syscall.FileDescriptors;
import dev.yagura.syscall.ProcessMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Native memory for one system call at a time: its error number, its vectors, and a place for bytes
 * whose destination is on the Java heap. Kept for reuse, as making one costs more than a call.
 */
final class Scratch {
    /** Bytes that fit into {@link #bounce}. */
    static final int BOUNCE_BYTES = 1 << 20;

    private static final int ALIGNMENT = 64;
    private static final int MAX_FREE = 16;
    private static final ArrayBlockingQueue<Scratch> FREE = new ArrayBlockingQueue<>(MAX_FREE);

    final MemorySegment state;
    final MemorySegment local;
    final MemorySegment remote;
    final MemorySegment bounce;

    private Scratch() {
        Arena arena = Arena.ofAuto();
        state = arena.allocate(FileDescriptors.CALL_STATE);
        local = arena.allocate((long) ProcessMemory.IOV_MAX * ProcessMemory.IOVEC_BYTES, ALIGNMENT);
        remote =
                arena.allocate((long) ProcessMemory.IOV_MAX * ProcessMemory.IOVEC_BYTES, ALIGNMENT);
        bounce = arena.allocate(BOUNCE_BYTES, ALIGNMENT);
    }

    /** Takes one that nobody else uses until it is given to {@link #release}. */
    static Scratch acquire() {
        Scratch free = FREE.poll();
        return free == null ? new Scratch() : free;
    }

    /** Gives it back; one too many is left to the garbage collector. */
    void release() {
        FREE.offer(this);
    }

    /** Sets one element of a vector of {@code struct iovec}. */
    static void setVector(MemorySegment vector, int index, long address, long lengthBytes) {
        long at = (long) index * ProcessMemory.IOVEC_BYTES;
        vector.set(JAVA_LONG, at, address);
        vector.set(JAVA_LONG, at + Long.BYTES, lengthBytes);
    }
}
