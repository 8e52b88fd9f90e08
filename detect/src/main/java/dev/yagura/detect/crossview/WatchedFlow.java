package dev.yagura.detect.crossview;

import dev.yagura.network.flow.Endpoint;
import dev.yagura.network.flow.Flow;
import dev.yagura.network.flow.FlowDirection;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A flow of which one end is the guest's. */
final class WatchedFlow {
    private final FlowDirection sends;
    private final Endpoint own;
    private final Endpoint other;
    private final Absence absence = new Absence();
    private @Nullable Instant firstSent;
    private Optional<FlowOwner> owner = Optional.empty();

    /**
     * Starts with nothing sent.
     *
     * @param sends which way the guest sends in it
     */
    WatchedFlow(Flow flow, FlowDirection sends) {
        this.sends = sends;
        boolean client = sends == FlowDirection.TO_SERVER;
        own = client ? flow.key().client() : flow.key().server();
        other = client ? flow.key().server() : flow.key().client();
    }

    /**
     * The guest sends in it.
     *
     * @param read when that was read
     * @param sent when it was sent, by the same clock
     */
    void sent(Instant read, Instant sent) {
        firstSent = firstSent == null ? read : firstSent;
        absence.seen(sent);
    }

    /** Returns whether the guest had sent something before a look began. */
    boolean sentBefore(SocketLook look) {
        return firstSent != null && firstSent.isBefore(look.begun());
    }

    void own(FlowOwner known) {
        // A listener that is there later says less than the connection that was there before.
        if (known.basis() == FlowOwner.Basis.CONNECTION || owner.isEmpty()) {
            owner = Optional.of(known);
        }
    }

    Optional<FlowOwner> owner() {
        return owner;
    }

    boolean isServer() {
        return sends == FlowDirection.TO_CLIENT;
    }

    Endpoint own() {
        return own;
    }

    Endpoint other() {
        return other;
    }

    Absence absence() {
        return absence;
    }
}
