package dev.yagura.detect.family;

import static java.util.Objects.requireNonNull;

import dev.yagura.detect.Finding;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * An intrusion that is known by several things it does together.
 *
 * @param name as it is known
 * @param kind what it is, in words
 * @param oneProcess whether all its signs must be of one process
 * @param required signs without which it is not named
 * @param needed so many of the others identify it together with these
 * @param others further signs
 */
record Family(
        String name,
        String kind,
        boolean oneProcess,
        List<Sign> required,
        int needed,
        List<Sign> others) {
    /** One sign alone identifies nothing: that is what a rule by a name is for. */
    private static final int LEAST_SIGNS = 2;

    Family {
        requireNonNull(name, "name");
        requireNonNull(kind, "kind");
        required = List.copyOf(required);
        others = List.copyOf(others);
        if (needed < 0 || needed > others.size() || required.size() + needed < LEAST_SIGNS) {
            throw new IllegalArgumentException(
                    "%s: needs %d of %d signs beside %d, expected %d at least in all"
                            .formatted(name, needed, others.size(), required.size(), LEAST_SIGNS));
        }
    }

    /** Returns whether a finding shows one of its signs. */
    boolean goesBy(Finding finding) {
        return signs().anyMatch(sign -> sign.isShownBy(finding));
    }

    /** Returns the signs that are shown, each with the first finding that shows it. */
    SequencedMap<Sign, Finding> shownBy(Collection<Finding> findings) {
        SequencedMap<Sign, Finding> shown = new LinkedHashMap<>();
        signs().forEach(sign ->
                findings.stream()
                        .filter(sign::isShownBy)
                        .findFirst()
                        .ifPresent(finding -> shown.put(sign, finding)));
        return shown;
    }

    /** Returns whether these signs identify it. */
    boolean isIdentifiedBy(Collection<Sign> shown) {
        return shown.containsAll(required)
                && others.stream().filter(shown::contains).count() >= needed;
    }

    /** Returns whether these are more signs than it takes. */
    boolean isSureBy(Collection<Sign> shown) {
        return shown.size() > required.size() + needed;
    }

    private Stream<Sign> signs() {
        return Stream.concat(required.stream(), others.stream());
    }
}
