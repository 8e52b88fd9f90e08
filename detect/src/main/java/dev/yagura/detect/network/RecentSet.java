package dev.yagura.detect.network;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Different things that came within a time, the last ones of them; the same again counts once, and
 * is new again.
 *
 * @param <T> what comes
 */
final class RecentSet<T> {
    private final Duration span;
    private final int maxThings;
    private final Map<T, Instant> things = new LinkedHashMap<>();

    /**
     * Makes an empty set.
     *
     * @param span what came longer ago is forgotten
     * @param maxThings one more forgets the one that came first
     */
    RecentSet(Duration span, int maxThings) {
        this.span = span;
        this.maxThings = maxThings;
    }

    /** Adds what came; time does not go back. */
    void add(T thing, Instant time) {
        things.remove(thing);
        things.put(thing, time);
        if (things.size() > maxThings) {
            things.remove(things.keySet().iterator().next());
        }
        Instant oldest = time.minus(span);
        things.values().removeIf(each -> each.isBefore(oldest));
    }

    void remove(T thing) {
        things.remove(thing);
    }

    int size() {
        return things.size();
    }

    /** Returns what came, in its order. */
    Set<T> things() {
        return things.keySet();
    }

    /** Returns when the first of what is in it came; not to be asked of an empty one. */
    Instant first() {
        return things.values().iterator().next();
    }
}
