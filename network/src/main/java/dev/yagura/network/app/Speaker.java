package dev.yagura.network.app;

import dev.yagura.network.flow.Flow;
import dev.yagura.network.flow.FlowDirection;

/** One side of a flow, of which a listener is told. */
record Speaker(Flow flow, FlowDirection direction, AppListener listener) {
    void said(AppRecord record) {
        listener.said(flow, direction, record);
    }
}
