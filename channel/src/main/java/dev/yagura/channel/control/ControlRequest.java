package dev.yagura.channel.control;

import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** What a client asks of an agent. */
public sealed interface ControlRequest {
    /** Returns the number of the request, from 1; the response repeats it. */
    long id();

    /**
     * The first request of a connection.
     *
     * @param client what the client calls itself, for the agent's log
     * @param evidence made for this session, in base64; empty if the client has none. See {@link
     *     dev.yagura.channel.transport.TlsEnd}
     */
    record Hello(long id, String client, String evidence) implements ControlRequest {
        /**
         * Returns the request.
         *
         * @param evidence made for this session
         */
        public static Hello of(long id, String client, Optional<byte[]> evidence) {
            return new Hello(
                    id, client, evidence.map(Base64.getEncoder()::encodeToString).orElse(""));
        }

        /** Returns the evidence, if the client has shown any. */
        public Optional<byte[]> evidenceBytes() {
            return evidence.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Base64.getDecoder().decode(evidence));
        }
    }

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
