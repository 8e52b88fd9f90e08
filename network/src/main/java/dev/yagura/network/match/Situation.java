package dev.yagura.network.match;

import dev.yagura.network.flow.Endpoint;
import dev.yagura.network.flow.FlowDirection;
import dev.yagura.network.match.state.Subject;
import dev.yagura.network.packet.Packet;
import java.time.Instant;
import java.util.Optional;

/**
 * Where and when a rule is held against something.
 *
 * @param inspected the flow
 * @param direction which way what is looked at went
 * @param packet the packet at hand, if it went that way
 * @param now the capture's time
 */
record Situation(
        InspectedFlow inspected, FlowDirection direction, Optional<Packet> packet, Instant now) {
    Endpoint source() {
        return direction == FlowDirection.TO_SERVER
                ? inspected.flow().key().client()
                : inspected.flow().key().server();
    }

    Endpoint destination() {
        return direction == FlowDirection.TO_SERVER
                ? inspected.flow().key().server()
                : inspected.flow().key().client();
    }

    Subject subject() {
        return new Subject(source().address(), destination().address(), inspected.flow());
    }
}
