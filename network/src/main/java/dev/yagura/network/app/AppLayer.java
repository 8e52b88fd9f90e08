package dev.yagura.network.app;

import static java.util.Objects.requireNonNull;

import dev.yagura.network.bounds.HeldMemory;
import dev.yagura.network.flow.Flow;
import dev.yagura.network.flow.FlowAnomaly;
import dev.yagura.network.flow.FlowDirection;
import dev.yagura.network.flow.FlowEnd;
import dev.yagura.network.flow.FlowListener;
import dev.yagura.network.packet.Packet;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds out what is spoken in flows, and what is said.
 *
 * <p>A TCP connection's first bytes tell its protocol, whatever its port; of UDP the port does.
 * What parsers hold is bounded in all: the connections that were silent longest are not read on,
 * and counted. Everything that a table of flows tells is passed on.
 *
 * <p>Not safe for use by several threads.
 */
public final class AppLayer implements FlowListener {
    /** Memory of all parsers: of each a part of a message, mostly nothing. */
    private static final long MAX_HELD_BYTES = 64L << 20;

    private final AppListener listener;
    private final Map<Flow, StreamSession> sessions = new HashMap<>();
    private final Datagrams datagrams;
    private final HeldMemory<StreamSession> held = new HeldMemory<>(MAX_HELD_BYTES);

    /** Makes a layer that tells {@code listener}. */
    public AppLayer(AppListener listener) {
        this.listener = requireNonNull(listener, "listener");
        this.datagrams = new Datagrams(listener);
    }

    /** Returns how many connections were not read on because parsers held too much. */
    public long givenUp() {
        return held.givenUp() + datagrams.givenUp();
    }

    @Override
    public void started(Flow flow) {
        listener.started(flow);
    }

    @Override
    public void data(Flow flow, FlowDirection direction, MemorySegment bytes) {
        listener.data(flow, direction, bytes);
        StreamSession session = session(flow);
        session.data(direction, bytes);
        held.update(session);
    }

    @Override
    public void gap(Flow flow, FlowDirection direction, long bytes) {
        listener.gap(flow, direction, bytes);
        StreamSession session = session(flow);
        session.gap(direction, bytes);
        held.update(session);
    }

    private StreamSession session(Flow flow) {
        return sessions.computeIfAbsent(flow, each -> new StreamSession(each, listener));
    }

    @Override
    public void finished(Flow flow, FlowDirection direction) {
        listener.finished(flow, direction);
        StreamSession session = sessions.get(flow);
        if (session != null) {
            session.finished(direction);
        }
    }

    @Override
    public void datagram(Flow flow, FlowDirection direction, Packet packet) {
        listener.datagram(flow, direction, packet);
        datagrams.accept(flow, direction, packet);
    }

    @Override
    public void packet(Flow flow, FlowDirection direction, Packet packet) {
        listener.packet(flow, direction, packet);
    }

    @Override
    public void anomaly(Flow flow, FlowAnomaly anomaly) {
        listener.anomaly(flow, anomaly);
    }

    @Override
    public void ended(Flow flow, FlowEnd why) {
        datagrams.forget(flow);
        StreamSession session = sessions.remove(flow);
        if (session != null) {
            session.giveUp();
            held.forget(session);
        }
        listener.ended(flow, why);
    }
}
