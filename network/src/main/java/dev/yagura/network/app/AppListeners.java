package dev.yagura.network.app;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.network.flow.Flow;
import dev.yagura.network.flow.FlowAnomaly;
import dev.yagura.network.flow.FlowDirection;
import dev.yagura.network.flow.FlowEnd;
import dev.yagura.network.packet.Packet;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Several listeners that are told the same, one after the other.
 *
 * @param listeners in the order in which they are told
 */
public record AppListeners(List<? extends AppListener> listeners) implements AppListener {
    /** Copies the list. */
    public AppListeners {
        listeners = List.copyOf(listeners);
    }

    @Override
    public void started(Flow flow) {
        listeners.forEach(each -> each.started(flow));
    }

    @Override
    public void data(Flow flow, FlowDirection direction, MemorySegment bytes) {
        listeners.forEach(each -> each.data(flow, direction, bytes));
    }

    @Override
    public void gap(Flow flow, FlowDirection direction, long bytes) {
        listeners.forEach(each -> each.gap(flow, direction, bytes));
    }

    @Override
    public void finished(Flow flow, FlowDirection direction) {
        listeners.forEach(each -> each.finished(flow, direction));
    }

    @Override
    public void datagram(Flow flow, FlowDirection direction, Packet packet) {
        listeners.forEach(each -> each.datagram(flow, direction, packet));
    }

    @Override
    public void packet(Flow flow, FlowDirection direction, Packet packet) {
        listeners.forEach(each -> each.packet(flow, direction, packet));
    }

    @Override
    public void anomaly(Flow flow, FlowAnomaly anomaly) {
        listeners.forEach(each -> each.anomaly(flow, anomaly));
    }

    @Override
    public void ended(Flow flow, FlowEnd why) {
        listeners.forEach(each -> each.ended(flow, why));
    }

    @Override
    public void recognised(Flow flow, AppProtocol protocol) {
        listeners.forEach(each -> each.recognised(flow, protocol));
    }

    @Override
    public void said(Flow flow, FlowDirection direction, AppRecord record) {
        listeners.forEach(each -> each.said(flow, direction, record));
    }

    @Override
    public void body(Flow flow, FlowDirection direction, MemorySegment bytes) {
        listeners.forEach(each -> each.body(flow, direction, bytes));
    }

    @Override
    public void malformed(Flow flow, FlowDirection direction, MalformedStructureException why) {
        listeners.forEach(each -> each.malformed(flow, direction, why));
    }
}
