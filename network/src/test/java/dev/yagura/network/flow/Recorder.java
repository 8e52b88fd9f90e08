package dev.yagura.network.flow;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.yagura.network.packet.Packet;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a table of flows tells: {@code >} is to the server, {@code <} to the client. */
final class Recorder implements FlowListener {
    private final List<String> events = new ArrayList<>();
    private final List<Flow> ended = new ArrayList<>();

    /** Returns what was told since the last call. */
    List<String> take() {
        List<String> taken = List.copyOf(events);
        events.clear();
        return taken;
    }

    List<Flow> ended() {
        return ended;
    }

    @Override
    public void started(Flow flow) {
        events.add("start " + flow.number());
    }

    @Override
    public void data(Flow flow, FlowDirection direction, MemorySegment bytes) {
        events.add(arrow(direction) + new String(bytes.toArray(JAVA_BYTE), US_ASCII));
    }

    @Override
    public void gap(Flow flow, FlowDirection direction, long bytes) {
        events.add(arrow(direction) + "gap " + bytes);
    }

    @Override
    public void finished(Flow flow, FlowDirection direction) {
        events.add(arrow(direction) + "fin");
    }

    @Override
    public void datagram(Flow flow, FlowDirection direction, Packet packet) {
        events.add(arrow(direction) + "datagram of " + flow.number());
    }

    @Override
    public void anomaly(Flow flow, FlowAnomaly anomaly) {
        events.add(arrow(anomaly.direction()) + anomaly.kind() + " " + anomaly.offset());
    }

    @Override
    public void ended(Flow flow, FlowEnd why) {
        events.add("end " + flow.number() + " " + why);
        ended.add(flow);
    }

    private static String arrow(FlowDirection direction) {
        return direction == FlowDirection.TO_SERVER ? ">" : "<";
    }
}
