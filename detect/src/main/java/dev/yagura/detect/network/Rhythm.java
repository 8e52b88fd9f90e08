package dev.yagura.detect.network;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The last times at which something happened, and how even they are. */
final class Rhythm {
    private final int maxTimes;
    private final Deque<Instant> times = new ArrayDeque<>();

    Rhythm(int maxTimes) {
        this.maxTimes = maxTimes;
    }

    void add(Instant time) {
        times.addLast(time);
        if (times.size() > maxTimes) {
            times.removeFirst();
        }
    }

    /** Returns whether there are as many times as are kept. */
    boolean isFull() {
        return times.size() == maxTimes;
    }

    Instant first() {
        return times.getFirst();
    }

    /** Returns the middle one of the times between two, by length; needs two times. */
    Duration period() {
        return Duration.ofMillis(middle(intervals()));
    }

    /** Returns how far times between two are from the middle one, in the mean, as a part of it. */
    double spread() {
        List<Long> intervals = intervals();
        long middle = middle(intervals);
        double off =
                intervals.stream().mapToLong(each -> Math.abs(each - middle)).average().orElse(0);
        return middle == 0 ? Double.MAX_VALUE : off / middle;
    }

    private List<Long> intervals() {
        List<Long> millis = new ArrayList<>();
        Instant last = times.getFirst();
        for (Instant time : times) {
            millis.add(Duration.between(last, time).toMillis());
            last = time;
        }
        return millis.subList(1, millis.size());
    }

    private static long middle(List<Long> numbers) {
        return numbers.stream().sorted().skip(numbers.size() / 2).findFirst().orElse(0L);
    }
}
