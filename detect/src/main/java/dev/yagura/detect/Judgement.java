package dev.yagura.detect;

import dev.yagura.kernel.linux.Linux;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What one detector says of one look.
 *
 * @param finished whether the detector came to its end
 * @param looked what was looked at, and how many of it
 */
record Judgement(
        List<Finding> findings,
        List<NotCovered> gaps,
        SequencedMap<String, Long> looked,
        boolean finished) {
    /** Says nothing. */
    static final Judgement NONE = new Judgement(List.of(), List.of(), new TreeMap<>(), true);

    /** Runs a detector. */
    static Judgement of(Detector detector, Linux linux, InstantSource clock) {
        DetectorContext context = new DetectorContext(detector.info(), linux, clock);
        boolean finished = true;
        try {
            detector.run(context);
        } catch (IOException e) {
            context.notCovered("what this detector had not yet judged", e);
            finished = false;
        }
        return new Judgement(context.findings(), context.gaps(), context.looked(), finished);
    }

    /** Returns whether this adds nothing to what an earlier look showed. */
    boolean agreesWith(Judgement earlier) {
        return earlier.subjects().containsAll(subjects()) && earlier.gaps.containsAll(gaps);
    }

    /**
     * Takes over what an earlier look showed, held for little sure, if the detector did not come to
     * its end: it has then refuted nothing.
     */
    Judgement after(Judgement earlier) {
        if (finished) {
            return this;
        }
        Set<String> now = subjects();
        List<Finding> all = new ArrayList<>(findings);
        earlier.findings.stream()
                .filter(found -> !now.contains(found.subject()))
                .map(found -> found.with(Confidence.LOW))
                .forEach(all::add);
        return new Judgement(all, gaps, looked, false);
    }

    /** Keeps the findings that an earlier look showed as well. */
    Judgement confirmedBy(Judgement earlier) {
        Set<String> before = earlier.subjects();
        List<Finding> kept =
                findings.stream().filter(found -> before.contains(found.subject())).toList();
        return new Judgement(kept, gaps, looked, finished);
    }

    private Set<String> subjects() {
        return findings.stream().map(Finding::subject).collect(Collectors.toSet());
    }
}
