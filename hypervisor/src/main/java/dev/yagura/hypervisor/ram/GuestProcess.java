package dev.yagura.hypervisor.ram;

import dev.yagura.hypervisor.qemu.GuestUnavailableException;
import dev.yagura.hypervisor.qemu.GuestUnavailableException.Reason;
import dev.yagura.hypervisor.qemu.ProcFs;
import dev.yagura.hypervisor.qemu.QemuProcess;
import dev.yagura.hypervisor.qemu.QemuProcesses;
import dev.yagura.syscall.ErrorNumbers;
import dev.yagura.syscall.FileDescriptors;
import java.lang.foreign.MemorySegment;
import java.util.OptionalInt;

/**
 * The process that holds a guest's RAM, held on to.
 *
 * <p>An open {@code /proc/PID/mem} belongs to one address space for good: once the process has
 * ended or has executed another program, reads of it give nothing, whoever has the pid by then.
 * Where that file may not be opened, an open {@code /proc/PID/comm} still notices the end.
 *
 * <p>Safe for concurrent use, but for {@link #close()}.
 */
final class GuestProcess implements AutoCloseable {
    private static final long TRUST_NANOS = 10_000_000;

    private final QemuProcess process;
    private final int memory;
    private final int comm;
    private final int openError;
    private volatile long aliveAt;

    private GuestProcess(QemuProcess process, int memory, int comm, int openError) {
        this.process = process;
        this.memory = memory;
        this.comm = comm;
        this.openError = openError;
        this.aliveAt = System.nanoTime() - TRUST_NANOS;
    }

    /**
     * Takes hold of a process.
     *
     * @throws GuestUnavailableException if it is no longer the one that was found
     */
    static GuestProcess attach(ProcFs proc, QemuProcess process) throws GuestUnavailableException {
        int memory = open(proc, process, "mem");
        int comm = open(proc, process, "comm");
        GuestProcess held = new GuestProcess(process, memory, comm, -Math.min(memory, 0));
        try {
            // What was opened is of this pid; only now can it be told whether of this process.
            new QemuProcesses(proc).requireSame(process);
            return held;
        } catch (GuestUnavailableException e) {
            held.close();
            throw e;
        }
    }

    private static int open(ProcFs proc, QemuProcess process, String file) {
        return FileDescriptors.open(
                proc.path(process.pid(), file).toString(), FileDescriptors.O_RDONLY);
    }

    QemuProcess process() {
        return process;
    }

    /** Returns the descriptor of {@code /proc/PID/mem}; empty where it may not be opened. */
    OptionalInt memory() {
        return memory >= 0 ? OptionalInt.of(memory) : OptionalInt.empty();
    }

    /** Returns the error number with which opening {@code /proc/PID/mem} failed, or 0. */
    int openError() {
        return openError;
    }

    /**
     * Makes sure that the process still was there within the last 10 ms.
     *
     * @throws GuestUnavailableException if it is gone
     */
    void requireAlive() throws GuestUnavailableException {
        if (System.nanoTime() - aliveAt >= TRUST_NANOS) {
            requireAliveNow();
        }
    }

    /**
     * Makes sure that the process is there now.
     *
     * @throws GuestUnavailableException if it is gone
     */
    void requireAliveNow() throws GuestUnavailableException {
        long asked = System.nanoTime();
        Scratch scratch = Scratch.acquire();
        try {
            if (!isAlive(scratch.state, scratch.bounce)) {
                throw gone();
            }
            aliveAt = asked;
        } finally {
            scratch.release();
        }
    }

    private boolean isAlive(MemorySegment state, MemorySegment buffer) {
        if (memory >= 0) {
            // Nothing is ever mapped at address 0: an address space that is there answers EIO.
            return FileDescriptors.pread(state, memory, buffer, 1, 0) == -ErrorNumbers.EIO;
        }
        return comm >= 0 && FileDescriptors.pread(state, comm, buffer, 1, 0) > 0;
    }

    /** Returns the exception that says that the process is gone, for the caller to throw. */
    GuestUnavailableException gone() {
        return new GuestUnavailableException(
                Reason.GONE, process.label() + ": the guest's process has ended");
    }

    @Override
    public void close() {
        if (memory >= 0) {
            FileDescriptors.close(memory);
        }
        if (comm >= 0) {
            FileDescriptors.close(comm);
        }
    }
}
