package dev.yagura.detect;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What a detector is, for {@code yagura list detectors} and {@code yagura explain}.
 *
 * @param id stable, lower case, dotted: {@code "linux.process.hidden"}; also the rule of its
 *     findings
 * @param title one line
 * @param severity of its findings
 * @param techniques MITRE {@literal ATT&CK} ids that it reports
 * @param description what it compares, what evades it, and what benign things look alike
 * @param nextStep what the user of a finding does next
 */
public record DetectorInfo(
        String id,
        String title,
        Severity severity,
        List<String> techniques,
        String description,
        String nextStep) {
    /** Copies the list and checks the id. */
    public DetectorInfo {
        requireNonNull(title, "title");
        requireNonNull(severity, "severity");
        requireNonNull(description, "description");
        requireNonNull(nextStep, "nextStep");
        techniques = List.copyOf(techniques);
        if (!id.matches("[a-z0-9]+(\\.[a-z0-9-]+)+")) {
            throw new IllegalArgumentException(
                    "detector id is \"%s\", expected the form linux.process.hidden".formatted(id));
        }
    }
}
