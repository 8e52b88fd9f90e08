package dev.yagura.network.app;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.network.flow.Flow;
import dev.yagura.network.flow.FlowDirection;
import dev.yagura.network.flow.FlowListener;
import java.lang.foreign.MemorySegment;

/** Is told what is said in flows, in the order of the packets. */
public interface AppListener extends FlowListener {
    /** It is known what is spoken in a flow; told once of a flow, before anything that is said. */
    default void recognised(Flow flow, AppProtocol protocol) {}

    /** One side said something. */
    default void said(Flow flow, FlowDirection direction, AppRecord record) {}

    /** A body of HTTP goes on; chunks and compression are taken off. Good during the call only. */
    default void body(Flow flow, FlowDirection direction, MemorySegment bytes) {}

    /**
     * What one side says does not follow the protocol.
     *
     * <p>Of a stream nothing more is told that was said; of datagrams it concerns the one at hand.
     */
    default void malformed(Flow flow, FlowDirection direction, MalformedStructureException why) {}
}
