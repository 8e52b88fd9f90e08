package dev.yagura.detect;

import dev.yagura.kernel.linux.Linux;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Runs detectors over one look at a guest, one after another.
 *
 * <p>A detector that cannot finish does not stop the others: what it could not judge is in the
 * report, and its findings up to there count. Immutable and safe for concurrent use.
 */
public final class Scan {
    private final List<Detector> detectors;
    private final List<String> skipped;
    private final InstantSource clock;

    private Scan(List<Detector> detectors, List<String> skipped, InstantSource clock) {
        this.detectors = List.copyOf(detectors);
        this.skipped = List.copyOf(skipped);
        this.clock = clock;
    }

    /**
     * Chooses detectors.
     *
     * @param all those there are
     * @param only ids of those to run; empty for all
     * @param skip ids of those to leave out
     * @param clock tells when evidence was read
     * @throws IllegalArgumentException if an id is unknown, or nothing is left to run; the message
     *     lists the known ones and is meant for the user
     */
    public static Scan of(
            List<? extends Detector> all,
            List<String> only,
            List<String> skip,
            InstantSource clock) {
        List<String> known = all.stream().map(detector -> detector.info().id()).toList();
        List<String> asked = new ArrayList<>(only);
        asked.addAll(skip);
        for (String id : asked) {
            if (!known.contains(id)) {
                throw new IllegalArgumentException(
                        "detector \"%s\" is unknown, expected one of %s".formatted(id, known));
            }
        }
        List<Detector> chosen = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        for (Detector detector : all) {
            String id = detector.info().id();
            boolean runs = (only.isEmpty() || only.contains(id)) && !skip.contains(id);
            if (runs) {
                chosen.add(detector);
            } else {
                skipped.add(id);
            }
        }
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException(
                    "no detector is left to run, expected at least one of %s".formatted(known));
        }
        return new Scan(chosen, skipped, clock);
    }

    /**
     * Runs the detectors.
     *
     * @param linux the guest through one look
     * @param live whether the guest runs on while it is read
     * @param findings receives each finding when it is made
     */
    public ScanReport run(Linux linux, boolean live, Consumer<Finding> findings) {
        List<String> ran = new ArrayList<>();
        List<NotCovered> gaps = new ArrayList<>();
        SequencedMap<String, Long> looked = new TreeMap<>();
        int found = 0;
        for (Detector detector : detectors) {
            DetectorInfo info = detector.info();
            DetectorContext context = new DetectorContext(info, linux, live, clock, findings);
            ran.add(info.id());
            try {
                detector.run(context);
            } catch (IOException e) {
                context.notCovered("what this detector had not yet judged", e);
            }
            gaps.addAll(context.gaps());
            context.looked().forEach((what, count) -> looked.merge(what, count, Long::sum));
            found += context.reported();
            if (context.looked().isEmpty() && context.gaps().isEmpty()) {
                gaps.add(new NotCovered(info.id(), "everything", "the detector looked at nothing"));
            }
        }
        return new ScanReport(found, ran, skipped, looked, gaps);
    }
}
