package dev.yagura.detect.family;

import static java.util.Objects.requireNonNull;

import dev.yagura.detect.Evidence;
import dev.yagura.detect.Finding;
import dev.yagura.detect.rules.Glob;
import java.util.List;
import java.util.stream.Stream;

/**
 * One thing that an intrusion does, as findings show it.
 *
 * @param what in words
 * @param rules ids of detectors whose findings may show it
 * @param texts forms of the finding's title, or of a fact it rests on, one of which must be there;
 *     none where any finding of these detectors shows it
 */
record Sign(String what, List<String> rules, List<Glob> texts) {
    Sign {
        requireNonNull(what, "what");
        rules = List.copyOf(rules);
        texts = List.copyOf(texts);
        if (rules.isEmpty()) {
            throw new IllegalArgumentException(what + ": a sign needs a detector");
        }
    }

    /** Returns whether a finding shows it. */
    boolean isShownBy(Finding finding) {
        return rules.contains(finding.rule())
                && (texts.isEmpty()
                        || words(finding)
                                .anyMatch(text ->
                                        texts.stream().anyMatch(form -> form.matches(text))));
    }

    private static Stream<String> words(Finding finding) {
        return Stream.concat(
                Stream.of(finding.title()), finding.evidence().stream().map(Evidence::describe));
    }
}
