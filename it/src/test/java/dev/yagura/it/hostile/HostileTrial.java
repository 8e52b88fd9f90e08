package dev.yagura.it.hostile;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.yagura.detect.Detector;
import dev.yagura.detect.memory.code.CodeBaselineDetector;
import dev.yagura.it.core.DumpedGuest;
import dev.yagura.it.core.EveryDetector;
import dev.yagura.it.hostile.HostileCore.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Runs the detectors of memory over a guest's core, with its structures made hostile. */
public final class HostileTrial {
    /** More than a detector reads of a clean guest, by far; counted without any cache. */
    private static final long MOST_READS = 1_000_000;

    /** What a hostile structure may cost beyond what the clean guest does. */
    private static final long MOST_READS_MORE = 100_000;

    /** A kernel lacks some structures; with fewer than these planted the table is out of date. */
    private static final int LEAST_FORMS = 75;

    /** Changes at random for each kernel, unless the property says otherwise. */
    private static final int MUTATIONS = 100;

    private final HostileCore guest;
    private final Map<String, Detector> detectors;
    private final Map<String, Long> clean = new HashMap<>();

    private HostileTrial(DumpedGuest guest) throws IOException {
        this.guest = new HostileCore(guest.core());
        this.detectors =
                EveryDetector.withBaseline(guest).stream()
                        .collect(
                                toMap(
                                        detector -> detector.info().id(),
                                        detector -> detector,
                                        (one, _) -> one,
                                        TreeMap::new));
        detectors.forEach(
                (id, detector) -> clean.put(id, this.guest.run(detector, MOST_READS).reads()));
    }

    /**
     * Returns the tests.
     *
     * @param guest a clean guest of the testkit's; it is changed while a test runs
     */
    public static Stream<DynamicTest> in(DumpedGuest guest) throws IOException {
        HostileTrial trial = new HostileTrial(guest);
        int mutations = Integer.getInteger("mutations", MUTATIONS);
        return Stream.of(
                dynamicTest("each form", trial::everyFormIsTold),
                dynamicTest("at random", () -> trial.everyMutationEnds(mutations)));
    }

    /**
     * Plants each hostile form alone, and requires of each detector that walks it that it ends
     * within its reads and says what it could not trust.
     */
    private void everyFormIsTold() throws IOException {
        List<String> wrong = new ArrayList<>();
        int planted = 0;
        for (HostileForm form : HostileForms.all()) {
            List<String> said = form.plant().into(guest);
            planted += said.isEmpty() ? 0 : 1;
            for (String id : said.isEmpty() ? List.<String>of() : form.detectors()) {
                Outcome outcome = run(form.toString(), id);
                String text = outcome.text();
                if (said.stream().noneMatch(text::contains)) {
                    wrong.add("%s: %s does not tell, but: %s".formatted(form, id, text));
                }
                if (id.equals(CodeBaselineDetector.INFO.id())) {
                    record(form.toString());
                }
                if (outcome.reads() > clean.getOrDefault(id, 0L) + MOST_READS_MORE) {
                    wrong.add("%s: %s reads %d times".formatted(form, id, outcome.reads()));
                }
            }
            guest.undo();
        }
        assertThat(wrong).isEmpty();
        assertThat(planted).isGreaterThanOrEqualTo(LEAST_FORMS);
    }

    private Outcome run(String form, String id) {
        Detector detector = detectors.get(id);
        if (detector == null) {
            throw new IllegalArgumentException(form + ": there is no detector " + id);
        }
        try {
            return guest.run(detector, MOST_READS);
        } catch (RuntimeException e) {
            throw new AssertionError("%s: %s".formatted(form, id), e);
        }
    }

    /**
     * Records the code, as for a baseline, of a guest that may not even let its modules be listed.
     */
    private void record(String form) {
        try {
            guest.record(MOST_READS);
        } catch (RuntimeException e) {
            throw new AssertionError(form + ": a baseline", e);
        }
    }

    /** Changes words at random, that often, and requires that detectors end in no other way. */
    private void everyMutationEnds(int count) throws IOException {
        HostileMutations mutations = new HostileMutations(guest, detectors.values(), MOST_READS);
        for (int seed = 0; seed < count; seed++) {
            try {
                mutations.run(seed);
            } catch (RuntimeException e) {
                throw new AssertionError("mutation " + seed, e);
            }
        }
    }
}
