package dev.yagura.detect;

import dev.yagura.kernel.linux.Linux;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What one detector says of one look.
 *
 * @param looked what was looked at, and how many of it
 * @param vouched what looked wrong, and who vouches for it
 * @param finished whether the detector came to its end
 */
record Judgement(
        List<Finding> findings,
        List<NotCovered> gaps,
        SequencedMap<String, Long> looked,
        List<Vouched> vouched,
        boolean finished) {
    /** Says nothing, before any look. */
    static final Judgement NONE =
            new Judgement(List.of(), List.of(), new TreeMap<>(), List.of(), false);

    /** Says that a detector has nothing to look at. */
    static Optional<Judgement> nothing(AnyDetector detector, String why) {
        NotCovered all = new NotCovered(detector.info().id(), "everything", why);
        return Optional.of(
                new Judgement(List.of(), List.of(all), new TreeMap<>(), List.of(), false));
    }

    /** Runs a detector of memory. */
    static Judgement of(Detector detector, Linux linux, FileSource files, InstantSource clock) {
        DetectorContext context = new DetectorContext(detector.info(), linux, files, clock);
        return of(context, () -> detector.run(context));
    }

    /** Runs a detector of files. */
    static Judgement of(StorageDetector detector, DiskView disk, InstantSource clock) {
        StorageContext context = new StorageContext(detector.info(), disk, clock);
        return of(context, () -> detector.run(context));
    }

    /** Runs a detector of findings. */
    static Judgement of(FindingDetector detector, List<Finding> others, InstantSource clock) {
        FindingContext context = new FindingContext(detector.info(), others, clock);
        return of(context, () -> detector.run(context));
    }

    /** A detector at work. */
    private interface Run {
        void run() throws IOException;
    }

    private static Judgement of(DetectorOutput output, Run run) {
        boolean finished = true;
        try {
            run.run();
        } catch (IOException e) {
            output.notCovered("what this detector had not yet judged", e);
            finished = false;
        }
        return new Judgement(
                output.findings(), output.gaps(), output.looked(), output.vouched(), finished);
    }

    /** Returns whether this adds nothing to what an earlier look showed. */
    boolean agreesWith(Judgement earlier) {
        return earlier.subjects().containsAll(subjects())
                && earlier.gaps.containsAll(gapsBeside(earlier));
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
        return new Judgement(all, gaps, looked, vouched, false);
    }

    /** Keeps the findings and the gaps that an earlier look showed as well. */
    Judgement confirmedBy(Judgement earlier) {
        Set<String> before = earlier.subjects();
        List<Finding> kept =
                findings.stream().filter(found -> before.contains(found.subject())).toList();
        return new Judgement(kept, gapsBeside(earlier), looked, vouched, finished);
    }

    /**
     * Returns what neither this nor an earlier look covered. What one of the two left out, the
     * other judged: that is as good only if both came to their end and to the same findings, since
     * it may else be what they differ by.
     */
    private List<NotCovered> gapsBeside(Judgement earlier) {
        if (!finished || !earlier.finished || !subjects().equals(earlier.subjects())) {
            return gaps;
        }
        Set<String> before =
                earlier.gaps.stream().map(NotCovered::what).collect(Collectors.toSet());
        return gaps.stream().filter(gap -> before.contains(gap.what())).toList();
    }

    private Set<String> subjects() {
        return findings.stream().map(Finding::subject).collect(Collectors.toSet());
    }
}
