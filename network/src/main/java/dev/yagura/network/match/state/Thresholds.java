package dev.yagura.network.match.state;

import dev.yagura.network.bounds.BoundedMap;
import dev.yagura.network.rules.NetworkRule;
import dev.yagura.network.rules.Threshold;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How often rules matched, and whether they are to be reported once more. */
public final class Thresholds {
    private static final int MAX_COUNTS = 65_536;

    private final BoundedMap<Key, Count> counts = new BoundedMap<>(MAX_COUNTS);

    /** For whom it is counted. */
    private record Key(String rule, Object owner) {}

    /** So many matches since a time. */
    private static final class Count {
        private Instant since;
        private long matches;

        private Count(Instant since) {
            this.since = since;
        }
    }

    /** Makes thresholds that have seen nothing. */
    public Thresholds() {}

    /** Counts a match of a rule, and returns whether it is to be reported. */
    public boolean admits(NetworkRule rule, Subject subject, Instant now) {
        return rule.threshold().isEmpty() || admits(rule, rule.threshold().get(), subject, now);
    }

    /** Returns how many counts were forgotten because there were too many. */
    public long forgotten() {
        return counts.forgotten();
    }

    private boolean admits(NetworkRule rule, Threshold threshold, Subject subject, Instant now) {
        Key key = new Key(rule.info().id(), subject.owner(threshold.track()));
        @Nullable Count known = counts.get(key);
        Count count = known == null ? new Count(now) : known;
        if (known == null) {
            counts.put(key, count);
        } else if (now.isAfter(count.since.plusSeconds(threshold.seconds()))) {
            count.since = now;
            count.matches = 0;
        }
        count.matches++;
        return switch (threshold.kind()) {
            case LIMIT -> count.matches <= threshold.count();
            case BOTH -> count.matches == threshold.count();
            case FILTER -> count.matches > threshold.count();
            case THRESHOLD -> {
                boolean full = count.matches >= threshold.count();
                if (full) {
                    count.matches = 0;
                }
                yield full;
            }
        };
    }
}
