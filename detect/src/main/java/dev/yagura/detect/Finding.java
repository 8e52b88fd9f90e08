package dev.yagura.detect;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One thing a detector reports about a guest.
 *
 * @param rule id of the rule, for example {@code "linux.syscall.redirected"}; never reused for
 *     another meaning
 * @param severity what it would mean if true, not how sure the rule is
 * @param confidence how sure it is
 * @param title what was found, one line, naming the object
 * @param techniques MITRE {@literal ATT&CK} ids, for example {@code "T1014"}; may be empty
 * @param observed the clock of who scans, when the evidence was read
 * @param evidence what was read and what was expected; at least one fact
 */
public record Finding(
        String rule,
        Severity severity,
        Confidence confidence,
        String title,
        List<String> techniques,
        Instant observed,
        List<Evidence> evidence) {
    private static final Pattern TECHNIQUE = Pattern.compile("T\\d{4}(\\.\\d{3})?");

    /** Copies the lists; refuses a finding without evidence and a technique of another form. */
    public Finding {
        requireNonNull(rule, "rule");
        requireNonNull(severity, "severity");
        requireNonNull(confidence, "confidence");
        requireNonNull(title, "title");
        requireNonNull(observed, "observed");
        techniques = List.copyOf(techniques);
        evidence = List.copyOf(evidence);
        if (evidence.isEmpty()) {
            throw new IllegalArgumentException(rule + ": a finding needs evidence");
        }
        for (String technique : techniques) {
            if (!TECHNIQUE.matcher(technique).matches()) {
                throw new IllegalArgumentException(
                        "%s: technique is %s, expected the form T1014".formatted(rule, technique));
            }
        }
    }
}
