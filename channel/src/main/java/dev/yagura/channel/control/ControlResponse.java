package dev.yagura.channel.control;

import dev.yagura.channel.agent.GuestDescription;
import dev.yagura.memory.VcpuRegisters;
import java.util.List;

/** What an agent answers. */
public sealed interface ControlResponse {
    /** Returns the number of the request that this answers. */
    long id();

    /**
     * Answers {@link ControlRequest.Hello}.
     *
     * @param instance names this run of the agent: 32 hexadecimal digits, chosen at random
     * @param maxLeaseMillis longest lease the agent grants
     * @param idleMillis the agent ends a connection that says nothing for that long
     */
    record Welcome(long id, String instance, long maxLeaseMillis, long idleMillis)
            implements ControlResponse {}

    /**
     * Answers {@link ControlRequest.Inventory}.
     *
     * @param guests those that the client may see
     */
    record Guests(long id, List<GuestDescription> guests) implements ControlResponse {
        /** Copies the list. */
        public Guests {
            guests = List.copyOf(guests);
        }
    }

    /**
     * Answers {@link ControlRequest.Open}.
     *
     * @param guest as it was when it was opened
     * @param incarnation another number for another guest that takes the same id, from 1
     */
    record Opened(long id, GuestDescription guest, long incarnation) implements ControlResponse {}

    /**
     * Answers {@link ControlRequest.Registers}.
     *
     * @param vcpus registers by vCPU; empty if the agent cannot read them
     */
    record Registers(long id, List<VcpuRegisters> vcpus) implements ControlResponse {
        /** Copies the list. */
        public Registers {
            vcpus = List.copyOf(vcpus);
        }
    }

    /**
     * Answers {@link ControlRequest.Pause}: the guest stands still.
     *
     * @param lease number of the lease
     * @param leaseMillis how long it lasts, perhaps less than was asked
     */
    record Paused(long id, long lease, long leaseMillis) implements ControlResponse {}

    /**
     * Answers {@link ControlRequest.Renew}.
     *
     * @param leaseMillis how long the lease lasts from now on
     */
    record Renewed(long id, long leaseMillis) implements ControlResponse {}

    /**
     * Answers {@link ControlRequest.Resume}.
     *
     * @param heldMicros how long the lease lasted
     * @param ended why it ended
     */
    record Resumed(long id, long heldMicros, LeaseEnd ended) implements ControlResponse {}

    /** Answers {@link ControlRequest.Capture}: pcapng follows. */
    record Capturing(long id) implements ControlResponse {}

    /** Answers {@link ControlRequest.Ping}. */
    record Pong(long id) implements ControlResponse {}

    /**
     * Answers any request with a refusal.
     *
     * @param code what the client branches on
     * @param message for people, at most {@link ControlLimits#MAX_TEXT_CHARS} characters
     */
    record Refused(long id, RefusalCode code, String message) implements ControlResponse {}
}
