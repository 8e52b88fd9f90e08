package dev.yagura.channel.control;

import java.util.List;

/** What a client asks of an agent. */
public sealed interface ControlRequest {
    /** Returns the number of the request, from 1; the response repeats it. */
    long id();

    /**
     * The first request of a connection.
     *
     * @param client what the client calls itself, for the agent's log
     */
    record Hello(long id, String client) implements ControlRequest {}

    /** Which guests are there. */
    record Inventory(long id) implements ControlRequest {}

    /**
     * Opens a guest for this connection; needed before what follows.
     *
     * @param guest its id
     */
    record Open(long id, String guest) implements ControlRequest {}

    /**
     * Reads the registers of all vCPUs of an opened guest.
     *
     * @param guest its id
     */
    record Registers(long id, String guest) implements ControlRequest {}

    /**
     * Pauses an opened guest.
     *
     * @param guest its id
     * @param leaseMillis how long at most, 1 to {@link ControlLimits#MAX_LEASE_MILLIS}
     */
    record Pause(long id, String guest, long leaseMillis) implements ControlRequest {}

    /**
     * Prolongs a lease of this connection.
     *
     * @param lease its number
     * @param leaseMillis how long from now on, 1 to {@link ControlLimits#MAX_LEASE_MILLIS}
     */
    record Renew(long id, long lease, long leaseMillis) implements ControlRequest {}

    /**
     * Ends a lease of this connection.
     *
     * @param lease its number
     */
    record Resume(long id, long lease) implements ControlRequest {}

    /**
     * Captures the packets of an opened guest: after the answer the connection carries nothing but
     * pcapng, from the agent to the client.
     *
     * @param guest its id
     * @param interfaces names of its interfaces, at most {@link ControlLimits#MAX_INTERFACES};
     *     empty for all
     */
    record Capture(long id, String guest, List<String> interfaces) implements ControlRequest {
        /** Copies the list. */
        public Capture {
            interfaces = List.copyOf(interfaces);
        }
    }

    /** Whether the agent is there. */
    record Ping(long id) implements ControlRequest {}
}
