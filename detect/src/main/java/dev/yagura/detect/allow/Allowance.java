package dev.yagura.detect.allow;

import static java.util.Objects.requireNonNull;

import dev.yagura.detect.Finding;
import dev.yagura.detect.rules.Glob;
import java.time.LocalDate;

/**
 * A finding that is expected.
 *
 * @param rule id of the detector
 * @param subject glob of the finding's subject, {@code *} and {@code ?} only
 * @param reason why it is expected
 * @param expires last day (UTC) on which it is
 * @param place file and line where this was written
 */
public record Allowance(
        String rule, String subject, String reason, LocalDate expires, String place) {
    /** Requires all. */
    public Allowance {
        requireNonNull(rule, "rule");
        requireNonNull(subject, "subject");
        requireNonNull(reason, "reason");
        requireNonNull(expires, "expires");
        requireNonNull(place, "place");
    }

    /** Returns whether its time is over. */
    public boolean isExpired(LocalDate today) {
        return today.isAfter(expires);
    }

    /** Returns whether it is about a finding, be its time over or not. */
    public boolean isAbout(Finding finding) {
        return finding.rule().equals(rule) && Glob.of(subject).matches(finding.subject());
    }
}
