package dev.yagura.hypervisor.ram;

import dev.yagura.hypervisor.qemu.GuestUnavailableException;
import dev.yagura.hypervisor.qemu.GuestUnavailableException.Reason;
import dev.yagura.memory.PhysicalMemory.Read;
import dev.yagura.syscall.ErrorNumbers;
import dev.yagura.syscall.FileDescriptors;
import dev.yagura.syscall.ProcessMemory;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * RAM in the memory of the guest's process; positions are its virtual addresses (HVA).
 *
 * <p>{@code process_vm_readv(2)} takes a pid, and a pid may be given away between two calls. So the
 * process held by {@code /proc/PID/mem} must still be there <em>after</em> each read: then the pid
 * was its own throughout. Where the call is denied although that file is open (a seccomp filter
 * does so), the file itself is read.
 */
final class ProcessReader implements RamReader {
    private final GuestProcess process;
    private final int memory;
    private volatile boolean byFile;

    /**
     * Reads from a process.
     *
     * @param process stays open when this reader closes
     * @param memory its {@link GuestProcess#memory()}
     */
    ProcessReader(GuestProcess process, int memory) {
        this.process = process;
        this.memory = memory;
    }

    @Override
    public void read(List<Read> reads) throws GuestUnavailableException {
        Scratch scratch = Scratch.acquire();
        try {
            int first = 0;
            while (first < reads.size()) {
                int end = batchEnd(reads, first);
                if (end - first < 2 || byFile || !readBatch(scratch, reads.subList(first, end))) {
                    end = first + 1;
                    readOne(scratch, reads.get(first));
                }
                first = end;
            }
        } finally {
            scratch.release();
        }
        process.requireAliveNow();
    }

    /** Returns one past the last read, from {@code first} on, that fits into one call. */
    private static int batchEnd(List<Read> reads, int first) {
        long bytes = 0;
        int end = first;
        while (end < reads.size() && end - first < ProcessMemory.IOV_MAX) {
            bytes += reads.get(end).destination().byteSize();
            if (bytes > Scratch.BOUNCE_BYTES) {
                break;
            }
            end++;
        }
        return end;
    }

    /** Returns whether all were read; if not, each is to be read by itself to see what fails. */
    private boolean readBatch(Scratch scratch, List<Read> batch) {
        long total = 0;
        for (int i = 0; i < batch.size(); i++) {
            Read read = batch.get(i);
            long length = read.destination().byteSize();
            Scratch.setVector(scratch.local, i, scratch.bounce.address() + total, length);
            Scratch.setVector(scratch.remote, i, read.gpa(), length);
            total += length;
        }
        if (call(scratch, batch.size()) != total) {
            return false;
        }
        long at = 0;
        for (Read read : batch) {
            MemorySegment destination = read.destination();
            MemorySegment.copy(scratch.bounce, at, destination, 0, destination.byteSize());
            at += destination.byteSize();
        }
        return true;
    }

    private void readOne(Scratch scratch, Read read) throws GuestUnavailableException {
        MemorySegment destination = read.destination();
        boolean direct = destination.isNative();
        long done = 0;
        while (done < destination.byteSize()) {
            MemorySegment place = direct ? destination.asSlice(done) : scratch.bounce;
            long length = Math.min(place.byteSize(), destination.byteSize() - done);
            long count = readOnce(scratch, read.gpa() + done, place, length);
            if (count <= 0) {
                throw unreadable(read.gpa() + done, count);
            }
            if (!direct) {
                MemorySegment.copy(place, 0, destination, done, count);
            }
            done += count;
        }
    }

    private long readOnce(Scratch scratch, long hva, MemorySegment place, long length) {
        if (!byFile) {
            Scratch.setVector(scratch.local, 0, place.address(), length);
            Scratch.setVector(scratch.remote, 0, hva, length);
            long count = call(scratch, 1);
            if (count != -ErrorNumbers.EPERM && count != -ErrorNumbers.ENOSYS) {
                return count;
            }
            byFile = true;
        }
        return FileDescriptors.pread(scratch.state, memory, place, length, hva);
    }

    private long call(Scratch scratch, int count) {
        int pid = (int) process.process().pid();
        return ProcessMemory.read(scratch.state, pid, scratch.local, scratch.remote, count);
    }

    private GuestUnavailableException unreadable(long hva, long result)
            throws GuestUnavailableException {
        if (result == -ErrorNumbers.ESRCH) {
            throw process.gone();
        }
        process.requireAliveNow();
        return new GuestUnavailableException(
                Reason.CHANGED,
                "%s: host address 0x%x cannot be read (error %d), expected guest RAM"
                        .formatted(process.process().label(), hva, -result));
    }

    @Override
    public String description() {
        return byFile ? "/proc/%d/mem".formatted(process.process().pid()) : "process_vm_readv";
    }

    @Override
    public void close() {
        // The process is not this reader's to let go of.
    }
}
