package dev.yagura.detect.crossview;

import dev.yagura.network.flow.Endpoint;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A port of the guest that others asked for something. */
final class WatchedPort {
    private final Absence absence = new Absence();
    private @Nullable Instant firstAnswered;
    private @Nullable Instant firstSilent;
    private @Nullable Endpoint own;
    private @Nullable Endpoint other;
    private int silent;

    /**
     * The guest answers there.
     *
     * @param read when that was read
     * @param sent when it was sent, by the same clock
     */
    void answered(Endpoint guest, Endpoint peer, Instant read, Instant sent) {
        own = guest;
        other = peer;
        firstAnswered = firstAnswered == null ? read : firstAnswered;
        absence.seen(sent);
    }

    /** Somebody asked, and nothing came back. */
    void silent(Endpoint guest, Instant time) {
        own = guest;
        firstSilent = firstSilent == null ? time : firstSilent;
        silent++;
    }

    /** Returns whether it had answered before a look began. */
    boolean answeredBefore(SocketLook look) {
        return firstAnswered != null && firstAnswered.isBefore(look.begun());
    }

    boolean neverAnswered() {
        return firstAnswered == null;
    }

    int silent() {
        return silent;
    }

    Instant firstSilent() {
        return firstSilent == null ? Instant.EPOCH : firstSilent;
    }

    Absence absence() {
        return absence;
    }

    @Nullable Endpoint own() {
        return own;
    }

    @Nullable Endpoint other() {
        return other;
    }
}
