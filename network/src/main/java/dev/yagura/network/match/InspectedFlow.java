package dev.yagura.network.match;

import dev.yagura.network.bounds.Holder;
import dev.yagura.network.flow.Flow;
import dev.yagura.network.flow.FlowDirection;
import dev.yagura.network.flow.FlowState;
import dev.yagura.network.match.state.FlowBits;
import dev.yagura.network.rules.Protocol;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is known of a flow for the sake of rules. */
final class InspectedFlow implements Holder {
    private static final int TCP = 6;

    private final Flow flow;
    private final FlowBits bits = new FlowBits();
    private final Map<FlowDirection, StreamWindow> windows = new EnumMap<>(FlowDirection.class);
    private final Map<FlowDirection, TransactionReader> readers =
            new EnumMap<>(FlowDirection.class);
    private final Set<FlowDirection> judged = EnumSet.noneOf(FlowDirection.class);
    private Optional<Protocol> application = Optional.empty();
    private boolean established;
    private boolean passed;

    InspectedFlow(Flow flow) {
        this.flow = flow;
    }

    Flow flow() {
        return flow;
    }

    FlowBits bits() {
        return bits;
    }

    StreamWindow window(FlowDirection direction) {
        return windows.computeIfAbsent(direction, each -> new StreamWindow());
    }

    TransactionReader reader(FlowDirection direction) {
        return readers.computeIfAbsent(direction, TransactionReader::new);
    }

    /** Returns what is spoken, as rules call it; empty if it is not known, or they have no word. */
    Optional<Protocol> application() {
        return application;
    }

    void speaks(Protocol protocol) {
        application = Optional.of(protocol);
    }

    /** Returns true the first time it is asked for a direction. */
    boolean isFirst(FlowDirection direction) {
        return judged.add(direction);
    }

    /**
     * Returns whether both sides have sent, and of TCP the handshake is done. A connection whose
     * beginning was not captured is taken for one.
     */
    boolean isEstablished() {
        if (!established) {
            established =
                    flow.key().protocol() == TCP
                            ? flow.isUnderWay()
                                    || flow.state() == FlowState.OPEN
                                    || flow.state() == FlowState.CLOSING
                            : flow.packets(FlowDirection.TO_SERVER) > 0
                                    && flow.packets(FlowDirection.TO_CLIENT) > 0;
        }
        return established;
    }

    /** Says that a rule lets the whole flow pass. */
    void pass() {
        passed = true;
        windows.clear();
        readers.clear();
    }

    boolean isPassed() {
        return passed;
    }

    @Override
    public int costBytes() {
        int cost = 0;
        for (StreamWindow window : windows.values()) {
            cost += window.costBytes();
        }
        for (TransactionReader reader : readers.values()) {
            cost += reader.costBytes();
        }
        return cost;
    }

    @Override
    public void giveUp() {
        windows.values().forEach(window -> window.restart(0));
        readers.values().forEach(TransactionReader::endBody);
    }
}
