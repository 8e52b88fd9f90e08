package dev.yagura.network.capture;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many frames of a capture were lost, and when.
 *
 * <p>A capture may tell of the same loss twice, beside the next frame and in an interface's
 * counters: for each interface what its last counters say counts, or the sum of what its frames
 * say, whichever is more. When they were lost is known between two events. Not safe for use by
 * several threads.
 */
public final class LossTally {
    /** Losses that are told apart; later ones are joined with the last of their interface. */
    private static final int MAX_LOSSES = 1000;

    private final Map<CaptureInterface, Count> counts = new HashMap<>();
    private final List<FrameLoss> losses = new ArrayList<>();

    /** What is known of one interface. */
    private static final class Count {
        private long byCounters;
        private long byFrames;
        private long told;
        private Optional<Instant> lastTime = Optional.empty();
        private int lastLoss = -1;

        private long known() {
            return Math.max(byCounters, byFrames);
        }
    }

    /** Begins with nothing lost. */
    public LossTally() {}

    /** Takes an event of the capture. */
    public void count(CaptureEvent event) {
        Count count = counts.computeIfAbsent(event.captureInterface(), _ -> new Count());
        switch (event) {
            case CaptureEvent.Described _ -> {}
            case CaptureEvent.Frame frame -> {
                count.byFrames = sum(count.byFrames, frame.droppedBefore());
                note(count, frame.captureInterface(), frame.frame().time());
            }
            case CaptureEvent.Counted counted -> {
                count.byCounters = sum(counted.dropped(), 0);
                note(count, counted.captureInterface(), counted.time());
            }
        }
    }

    private void note(Count count, CaptureInterface on, Optional<Instant> time) {
        if (count.known() > count.told) {
            add(count, new FrameLoss(on, count.known() - count.told, count.lastTime, time));
            count.told = count.known();
        }
        if (time.isPresent()) {
            count.lastTime = time;
        }
    }

    private void add(Count count, FrameLoss loss) {
        boolean full = losses.size() >= MAX_LOSSES;
        if (count.lastLoss >= 0 && (full || losses.get(count.lastLoss).meets(loss))) {
            losses.set(count.lastLoss, losses.get(count.lastLoss).joined(loss));
        } else {
            count.lastLoss = losses.size();
            losses.add(loss);
        }
    }

    /** Returns how many frames of all interfaces were lost. */
    public long frames() {
        return counts.values().stream().mapToLong(Count::known).reduce(0, LossTally::sum);
    }

    /**
     * Returns when frames were lost, in the order in which it became known. Losses with nothing
     * between them are one; so are those of an interface once there are very many.
     */
    public List<FrameLoss> losses() {
        return List.copyOf(losses);
    }

    /** Adds counters that anybody may have written; what is too large stays at the largest. */
    static long sum(long a, long b) {
        long x = a < 0 ? Long.MAX_VALUE : a;
        long y = b < 0 ? Long.MAX_VALUE : b;
        return x + y < 0 ? Long.MAX_VALUE : x + y;
    }
}
