package dev.yagura.network.rules;

import dev.yagura.network.rules.Condition.Track;

/** What a rule notes where it holds, for other rules to ask. */
public sealed interface Effect {
    /** What happens to a bit. */
    enum Change {
        /** It is set. */
        SET,
        /** It is cleared. */
        UNSET,
        /** It is the other way round from now on. */
        TOGGLE
    }

    /**
     * {@code flowbits} that changes a bit of the flow.
     *
     * @param change what happens
     * @param name of the bit
     */
    record FlowBit(Change change, String name) implements Effect {}

    /**
     * {@code xbits} that changes a bit of a host, or of two.
     *
     * @param change what happens
     * @param name of the bit
     * @param track whose bit it is
     * @param expireSeconds when it is cleared again
     */
    record HostBit(Change change, String name, Track track, long expireSeconds) implements Effect {}
}
