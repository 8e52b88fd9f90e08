package dev.yagura.channel.control;

import dev.yagura.channel.ChannelException.Reason;

/** Why an agent refuses a request; the protocol has these names in lower case, with hyphens. */
public enum RefusalCode {
    /** The request makes no sense here; the agent ends the connection. */
    BAD_REQUEST(Reason.PROTOCOL),
    /** The client has to show evidence made for this session; the agent ends the connection. */
    NOT_ATTESTED(Reason.REFUSED_BY_PEER),
    /** Too many connections, guests or leases. */
    BUSY(Reason.BUSY),
    /** The agent's policy does not allow it. */
    NOT_PERMITTED(Reason.NOT_PERMITTED),
    /** No guest has that id, or not any more. */
    NO_SUCH_GUEST(Reason.NO_SUCH_GUEST),
    /** The lease has ended, or never was. */
    NO_SUCH_LEASE(Reason.LEASE_ENDED),
    /** The agent tried and failed. */
    FAILED(Reason.REMOTE_FAILURE);

    private final Reason reason;

    RefusalCode(Reason reason) {
        this.reason = reason;
    }

    /** Returns whether the agent ends the connection after this answer. */
    public boolean endsConnection() {
        return this == BAD_REQUEST || this == NOT_ATTESTED;
    }

    /** Returns what the client's exception says. */
    public Reason reason() {
        return reason;
    }
}
