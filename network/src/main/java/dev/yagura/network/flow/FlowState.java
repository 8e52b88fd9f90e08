package dev.yagura.network.flow;

import java.time.Duration;

/**
 * How far a flow has come, from what is soonest given up for want of room to what is kept longest.
 *
 * <p>Times are those after which Linux's connection tracking forgets ({@code nf_conntrack_*} in
 * {@code Documentation/networking/nf_conntrack-sysctl.rst}), but for an open connection: five days
 * are longer than a capture's reader can wait, so what counts is {@code tcp_keepalive_time}.
 */
public enum FlowState {
    /** TCP: the connection was asked for. */
    OPENING(Duration.ofMinutes(1)),
    /** TCP: the connection was reset. */
    RESET(Duration.ofSeconds(10)),
    /** TCP: both sides have said that they send no more. */
    CLOSED(Duration.ofSeconds(10)),
    /** Not TCP: packets went one way only. */
    ONE_WAY(Duration.ofSeconds(30)),
    /** Not TCP: packets went both ways. */
    BOTH_WAYS(Duration.ofMinutes(2)),
    /** TCP: one side has said that it sends no more. */
    CLOSING(Duration.ofMinutes(2)),
    /** TCP: the connection is open, or was when the capture began. */
    OPEN(Duration.ofHours(2));

    private final Duration timeOut;

    FlowState(Duration timeOut) {
        this.timeOut = timeOut;
    }

    /** Returns after how long without a packet a flow in this state has ended. */
    public Duration timeOut() {
        return timeOut;
    }
}
