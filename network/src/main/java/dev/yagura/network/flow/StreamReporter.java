package dev.yagura.network.flow;

import java.lang.foreign.MemorySegment;

/** Tells a listener about one TCP stream. */
final class StreamReporter {
    private final Flow flow;
    private final FlowDirection direction;
    private final FlowListener listener;

    StreamReporter(Flow flow, FlowDirection direction, FlowListener listener) {
        this.flow = flow;
        this.direction = direction;
        this.listener = listener;
    }

    void data(MemorySegment bytes) {
        listener.data(flow, direction, bytes.asReadOnly());
    }

    void gap(long bytes) {
        flow.countGap(direction, bytes);
        listener.gap(flow, direction, bytes);
    }

    void finished() {
        listener.finished(flow, direction);
    }

    void anomaly(AnomalyKind kind, long offset) {
        flow.countAnomaly(kind);
        listener.anomaly(flow, new FlowAnomaly(kind, direction, offset));
    }
}
