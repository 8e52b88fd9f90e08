package dev.yagura.channel.agent;

import dev.yagura.memory.PhysicalMemory;
import dev.yagura.memory.VcpuRegisters;
import dev.yagura.network.capture.CaptureSource;
import dev.yagura.storage.block.BlockDevice;
import java.io.IOException;
import java.util.List;

/**
 * One guest, opened by the agent.
 *
 * <p>{@link #memory()} is safe for concurrent reads, also while another thread calls one of the
 * other methods; those are called by one thread at a time, disks beside the rest. How long a guest
 * may stay paused is decided by the channel's server, which calls {@link #resume()} when a lease
 * ends.
 */
public interface GuestSource extends AutoCloseable {
    /** Returns the guest as it was when it was opened. */
    GuestDescription description();

    /**
     * Returns the guest's memory; the same object each time, closed with this source.
     *
     * <p>A read after the guest has ended throws an {@link IOException}; it never gives bytes of
     * anything else.
     */
    PhysicalMemory memory();

    /**
     * Reads the registers of all vCPUs, in the order of their numbers.
     *
     * @return the registers; empty if the description says that there are none
     * @throws IOException if the guest has ended or its hypervisor does not answer
     */
    List<VcpuRegisters> registers() throws IOException;

    /**
     * Stops all vCPUs. Returns when none of them runs. A guest that somebody else has stopped
     * already stays as it is, and {@link #resume()} leaves it so.
     *
     * @throws IOException if the guest has ended or its hypervisor does not answer; the vCPUs then
     *     run if they ran before, as far as that can be known
     * @throws UnsupportedOperationException if the description says that it cannot be paused
     */
    void pause() throws IOException;

    /**
     * Lets all vCPUs run again after {@link #pause()}; does nothing if they were not stopped by it.
     *
     * @throws IOException if the guest has ended or its hypervisor does not answer, or if somebody
     *     else let it run since {@code pause}, so that what was read may be torn
     */
    void resume() throws IOException;

    /**
     * Opens a disk for reading: what is below the hypervisor's own encryption if there is one.
     * Every call opens it anew; the caller closes it, before this source. Its size is what it is at
     * this moment. May be called, and a disk closed, while another thread calls another method.
     *
     * @param number as in {@link DiskDescription#number()}; may come from the peer
     * @throws IOException if there is no such disk or it cannot be read; the message says why and
     *     is passed on to the peer
     */
    BlockDevice openDisk(int number) throws IOException;

    /**
     * Begins to capture the packets of the guest's network interfaces. Directions are seen from the
     * guest: what it sends is outbound. May be called while another thread calls another method.
     *
     * @param interfaces names of those to capture, which may come from the peer; empty for all
     * @return all frames from now on, each of them or how many were lost in its place; ends when
     *     the guest does; to be closed by the caller, before this source
     * @throws IOException if there is no such interface or it cannot be captured; the message says
     *     why and is passed on to the peer
     */
    CaptureSource openTap(List<String> interfaces) throws IOException;

    /** Resumes the guest if this source paused it, then lets go of it. Calling it twice is safe. */
    @Override
    void close() throws IOException;
}
