package dev.yagura.detect;

import static java.util.Objects.requireNonNull;

import dev.yagura.kernel.linux.Linux;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * What a detector works with: the guest, and where findings, gaps and counts go. Belongs to one run
 * of one detector; not safe for concurrent use.
 */
public final class DetectorContext {
    private final DetectorInfo info;
    private final Linux linux;
    private final InstantSource clock;
    private final List<Finding> findings = new ArrayList<>();
    private final List<NotCovered> gaps = new ArrayList<>();
    private final SequencedMap<String, Long> looked = new TreeMap<>();

    DetectorContext(DetectorInfo info, Linux linux, InstantSource clock) {
        this.info = requireNonNull(info, "info");
        this.linux = requireNonNull(linux, "linux");
        this.clock = requireNonNull(clock, "clock");
    }

    /** Returns the guest through the look that is judged. */
    public Linux linux() {
        return linux;
    }

    /**
     * Reports something under this detector's own severity and techniques.
     *
     * @param confidence how sure the detector is, given what this one look shows
     * @param subject the thing found, named so that another look at the same running kernel names
     *     it alike and nothing else: {@code "sys_call_table[59]"}, {@code "task at 0xffff…"}
     * @param title what was found, one line
     * @param evidence at least one fact
     */
    public void report(
            Confidence confidence, String subject, String title, List<Evidence> evidence) {
        findings.add(
                new Finding(
                        info.id(),
                        info.severity(),
                        confidence,
                        subject,
                        title,
                        info.techniques(),
                        info.nextStep(),
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

    List<Finding> findings() {
        return List.copyOf(findings);
    }
}
