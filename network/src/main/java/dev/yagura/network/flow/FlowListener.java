package dev.yagura.network.flow;

import dev.yagura.network.packet.Packet;
import java.lang.foreign.MemorySegment;

/**
 * Is told what happens in flows, in the order of the packets.
 *
 * <p>Segments of memory are good during the call only.
 */
public interface FlowListener {
    /** A flow starts, with the packet at hand. */
    default void started(Flow flow) {}

    /**
     * A TCP stream goes on.
     *
     * @param bytes what comes next in it; at least one
     */
    default void data(Flow flow, FlowDirection direction, MemorySegment bytes) {}

    /**
     * Bytes of a TCP stream are missing: the receiver has them, the capture does not.
     *
     * @param bytes how many, at least 1; what is told next comes behind them
     */
    default void gap(Flow flow, FlowDirection direction, long bytes) {}

    /** A TCP stream ends: its sender has said so. */
    default void finished(Flow flow, FlowDirection direction) {}

    /** A packet came in a flow that is none of TCP. */
    default void datagram(Flow flow, FlowDirection direction, Packet packet) {}

    /**
     * A packet of a flow is done with: all that it made of streams and datagrams was told. Not told
     * of those with a wrong checksum.
     */
    default void packet(Flow flow, FlowDirection direction, Packet packet) {}

    /** Something odd came in a flow. */
    default void anomaly(Flow flow, FlowAnomaly anomaly) {}

    /** A flow ended; nothing more is told of it. */
    default void ended(Flow flow, FlowEnd why) {}
}
