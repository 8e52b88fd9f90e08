package dev.yagura.network.flow;

/** Why a flow ended. */
public enum FlowEnd {
    /** TCP: both sides have said that they send no more. */
    CLOSED,
    /** TCP: the connection was reset. */
    RESET,
    /** No packet came for as long as {@link FlowState#timeOut()} says. */
    TIMED_OUT,
    /** Another connection between the same ports took its place. */
    REPLACED,
    /** There were too many flows; this one was given up. */
    EVICTED,
    /** The capture ended. */
    CAPTURE_ENDED
}
