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
 * @param subject the thing it is about, as another look at the same running kernel names it too:
 *     the key by which looks are compared and allow-lists match
 * @param title what was found, one line, naming the object
 * @param techniques MITRE {@literal ATT&CK} ids, for example {@code "T1014"}; may be empty
 * @param nextStep what the user does about it, one or two sentences
 * @param observed the clock of who scans, when the evidence was read
 * @param evidence what was read and what was expected; at least one fact
 */
public record Finding(
        String rule,
        Severity severity,
        Confidence confidence,
        String subject,
        String title,
        List<String> techniques,
        String nextStep,
        Instant observed,
        List<Evidence> evidence) {
    private static final Pattern TECHNIQUE = Pattern.compile("T\\d{4}(\\.\\d{3})?");

    /** Copies the lists; refuses a finding without evidence and a technique of another form. */
    public Finding {
        requireNonNull(rule, "rule");
        requireNonNull(severity, "severity");
        requireNonNull(confidence, "confidence");
        requireNonNull(subject, "subject");
        requireNonNull(title, "title");
        requireNonNull(nextStep, "nextStep");
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

    /** Returns the same finding, held less sure or surer. */
    public Finding with(Confidence other) {
        return new Finding(
                rule, severity, other, subject, title, techniques, nextStep, observed, evidence);
    }
}
