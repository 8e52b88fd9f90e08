package dev.yagura.network.match.state;

import dev.yagura.network.bounds.BoundedMap;
import dev.yagura.network.rules.Condition;
import dev.yagura.network.rules.Condition.Track;
import dev.yagura.network.rules.Effect;
import java.time.Instant;

/**
 * The bits of hosts and of pairs of hosts that are set, each up to a time.
 *
 * <p>A bit that was set for the sender is asked for the receiver too, where a rule says so: a host
 * is a host.
 */
public final class HostBits {
    private static final int MAX_BITS = 65_536;

    private final BoundedMap<Key, Instant> expiry = new BoundedMap<>(MAX_BITS);

    /** Whose bit it is, and which. */
    private record Key(Object owner, String name) {}

    /** Makes bits of which none is set. */
    public HostBits() {}

    /** Returns whether a condition holds at a time. */
    public boolean holds(Condition.HostBit condition, Subject subject, Instant now) {
        return isSet(key(condition.track(), condition.name(), subject), now) == condition.set();
    }

    /** Changes a bit. */
    public void change(Effect.HostBit effect, Subject subject, Instant now) {
        Key key = key(effect.track(), effect.name(), subject);
        boolean on =
                switch (effect.change()) {
                    case SET -> true;
                    case UNSET -> false;
                    case TOGGLE -> !isSet(key, now);
                };
        if (on) {
            expiry.put(key, now.plusSeconds(effect.expireSeconds()));
        } else {
            expiry.remove(key);
        }
    }

    /** Returns how many bits were forgotten because there were too many. */
    public long forgotten() {
        return expiry.forgotten();
    }

    private boolean isSet(Key key, Instant now) {
        Instant until = expiry.get(key);
        return until != null && now.isBefore(until);
    }

    private static Key key(Track track, String name, Subject subject) {
        return new Key(subject.owner(track), name);
    }
}
