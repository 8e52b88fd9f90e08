package dev.yagura.detect;

import static java.util.Objects.requireNonNull;

import dev.yagura.kernel.linux.Linux;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What a detector works with: the guest, and where findings, gaps and counts go. Belongs to one run
 * of one detector; not safe for concurrent use.
 */
public final class DetectorContext {
    private final DetectorInfo info;
    private final Linux linux;
    private final boolean live;
    private final InstantSource clock;
    private final Consumer<Finding> findings;
    private final List<NotCovered> gaps = new ArrayList<>();
    private final SequencedMap<String, Long> looked = new TreeMap<>();
    private int reported;

    DetectorContext(
            DetectorInfo info,
            Linux linux,
            boolean live,
            InstantSource clock,
            Consumer<Finding> findings) {
        this.info = requireNonNull(info, "info");
        this.linux = requireNonNull(linux, "linux");
        this.live = live;
        this.clock = requireNonNull(clock, "clock");
        this.findings = requireNonNull(findings, "findings");
    }

    /** Returns the guest through the look that is judged. */
    public Linux linux() {
        return linux;
    }

    /**
     * Returns whether the guest runs on while it is read. What looks wrong may then have changed
     * under way: confirm it with {@code linux().again()} before reporting it.
     */
    public boolean isLive() {
        return live;
    }

    /** Reports something under this detector's own severity and techniques. */
    public void report(Confidence confidence, String title, List<Evidence> evidence) {
        reported++;
        findings.accept(
                new Finding(
                        info.id(),
                        info.severity(),
                        confidence,
                        title,
                        info.techniques(),
                        clock.instant(),
                        evidence));
    }

    /** Says that a part of the guest could not be judged; the scan then counts as incomplete. */
    public void notCovered(String what, String why) {
        gaps.add(new NotCovered(info.id(), what, why));
    }

    /** Says that a part of the guest could not be judged because reading it failed. */
    public void notCovered(String what, Exception why) {
        notCovered(what, String.valueOf(why.getMessage()));
    }

    /**
     * Counts what was looked at, for the summary: a scan that looked at nothing must not look
     * clean.
     *
     * @param what plural, for example {@code "tasks"}
     */
    public void lookedAt(String what, long count) {
        looked.merge(what, count, Long::sum);
    }

    List<NotCovered> gaps() {
        return List.copyOf(gaps);
    }

    SequencedMap<String, Long> looked() {
        return new TreeMap<>(looked);
    }

    int reported() {
        return reported;
    }
}
