package dev.yagura.detect;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * Where findings, gaps and counts of a detector go. Belongs to one run of one detector; not safe
 * for concurrent use.
 */
public abstract sealed class DetectorOutput
        permits DetectorContext, StorageContext, FindingContext {
    /** Findings of one detector; more are counted, not kept, since a disk can hold any number. */
    private static final int MAX_FINDINGS = 10_000;

    /** Gaps of one detector that are told one by one. */
    private static final int MAX_GAPS = 1_000;

    private final DetectorInfo info;
    private final InstantSource clock;
    private final List<Finding> findings = new ArrayList<>();
    private final List<NotCovered> gaps = new ArrayList<>();
    private final List<Vouched> vouched = new ArrayList<>();
    private final SequencedMap<String, Long> looked = new TreeMap<>();
    private long moreFindings;
    private long moreGaps;

    DetectorOutput(DetectorInfo info, InstantSource clock) {
        this.info = requireNonNull(info, "info");
        this.clock = requireNonNull(clock, "clock");
    }

    /** Returns the time of the scan. */
    public Instant now() {
        return clock.instant();
    }

    /**
     * Reports something under this detector's own severity and techniques.
     *
     * @param confidence how sure the detector is, given what this one look shows
     * @param subject the thing found, named so that another look at the same running guest names it
     *     alike and nothing else: {@code "sys_call_table[59]"}, {@code "task at 0xffff…"}, {@code
     *     "/etc/ld.so.preload"}
     * @param title what was found, one line
     * @param evidence at least one fact
     */
    public void report(
            Confidence confidence, String subject, String title, List<Evidence> evidence) {
        report(info.severity(), confidence, subject, title, evidence);
    }

    /** Reports something that would mean less than what this detector finds as a rule. */
    public void report(
            Severity severity,
            Confidence confidence,
            String subject,
            String title,
            List<Evidence> evidence) {
        if (findings.size() >= MAX_FINDINGS) {
            moreFindings++;
            return;
        }
        findings.add(
                new Finding(
                        info.id(),
                        severity,
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
        if (gaps.size() >= MAX_GAPS) {
            moreGaps++;
            return;
        }
        gaps.add(new NotCovered(info.id(), what, why));
    }

    /** Says that a part of the guest could not be judged because reading it failed. */
    public void notCovered(String what, Exception why) {
        notCovered(what, String.valueOf(why.getMessage()));
    }

    /**
     * Says that something looked wrong and is not reported, because somebody vouches for it.
     *
     * @param subject as it would have been reported
     * @param by who vouches, and how: {@code "dpkg: coreutils 9.1-1, MD5 of the content"}
     */
    public void vouched(String subject, String by) {
        vouched.add(new Vouched(info.id(), subject, by));
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
        List<NotCovered> all = new ArrayList<>(gaps);
        if (moreGaps > 0) {
            all.add(
                    new NotCovered(
                            info.id(),
                            "%d other parts".formatted(moreGaps),
                            "only the first %d are told".formatted(MAX_GAPS)));
        }
        if (moreFindings > 0) {
            all.add(
                    new NotCovered(
                            info.id(),
                            "%d other findings".formatted(moreFindings),
                            "only the first %d are told".formatted(MAX_FINDINGS)));
        }
        return List.copyOf(all);
    }

    SequencedMap<String, Long> looked() {
        return new TreeMap<>(looked);
    }

    List<Finding> findings() {
        return List.copyOf(findings);
    }

    List<Vouched> vouched() {
        return List.copyOf(vouched);
    }
}
