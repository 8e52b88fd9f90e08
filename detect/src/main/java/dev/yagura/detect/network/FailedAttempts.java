package dev.yagura.detect.network;

import dev.yagura.network.app.AppListener;
import dev.yagura.network.flow.Flow;
import dev.yagura.network.flow.FlowDirection;
import dev.yagura.network.flow.FlowEnd;
import dev.yagura.network.packet.Packet;
import dev.yagura.network.packet.TcpFlag;
import dev.yagura.network.packet.Transport;
import java.util.function.Consumer;

/**
 * Tells attempts to reach somebody that came to nothing: refused, never answered, or let go without
 * a word. Of one that is refused more than once, more than once.
 */
final class FailedAttempts implements AppListener {
    private static final int TCP = 6;

    private final Consumer<Flow> taker;

    FailedAttempts(Consumer<Flow> taker) {
        this.taker = taker;
    }

    @Override
    public void packet(Flow flow, FlowDirection direction, Packet packet) {
        if (packet.transport() instanceof Transport.Tcp tcp
                && tcp.has(TcpFlag.RST)
                && isSilent(flow)) {
            taker.accept(flow);
        }
    }

    @Override
    public void ended(Flow flow, FlowEnd why) {
        boolean unanswered = flow.packets(FlowDirection.TO_CLIENT) == 0;
        boolean silent = flow.key().protocol() == TCP && isSilent(flow);
        if (!flow.isUnderWay()
                && (unanswered || silent)
                && !Addresses.isForMany(flow.key().server().address())) {
            taker.accept(flow);
        }
    }

    /** Nobody has said anything; what was under way may have been said before. */
    private static boolean isSilent(Flow flow) {
        return !flow.isUnderWay()
                && flow.payloadBytes(FlowDirection.TO_SERVER) == 0
                && flow.payloadBytes(FlowDirection.TO_CLIENT) == 0;
    }
}
