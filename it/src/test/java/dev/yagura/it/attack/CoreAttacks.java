package dev.yagura.it.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.yagura.detect.Detector;
import dev.yagura.detect.Finding;
import dev.yagura.detect.GuestView;
import dev.yagura.detect.Scan;
import dev.yagura.detect.ScanReport;
import dev.yagura.it.core.DumpedGuest;
import dev.yagura.it.core.EveryDetector;
import dev.yagura.it.core.GuestCore;
import dev.yagura.memory.Look;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Plants the attacks of the table in a core, as many at once as go together, and has all detectors
 * judge: what they find is what was planted, and nothing else. The neighbours likewise: nothing is
 * found.
 */
public final class CoreAttacks {
    private final GuestCore core;
    private final String kernel;
    private final List<Detector> detectors;

    private CoreAttacks(DumpedGuest guest) {
        this.core = guest.core();
        this.kernel = guest.kernel();
        this.detectors = EveryDetector.ofMemory(guest.originals());
    }

    /**
     * Returns two tests for each round of attacks: of the attacks, and of their neighbours.
     *
     * @param guest a clean guest of the testkit's; it is changed while a test runs
     */
    public static Stream<DynamicTest> in(DumpedGuest guest) throws IOException {
        CoreAttacks attacks = new CoreAttacks(guest);
        List<DynamicTest> tests = new ArrayList<>();
        for (Round round : Round.of(Attacks.all(), guest.core())) {
            tests.add(
                    dynamicTest("attacks, round " + round.number(), () -> attacks.areFound(round)));
            tests.add(
                    dynamicTest(
                            "neighbours, round " + round.number(),
                            () -> attacks.neighboursAreNot(round)));
        }
        return tests.stream();
    }

    private void areFound(Round round) throws IOException {
        Judgement judgement = new Judgement();
        try {
            for (Attack attack : round.attacks()) {
                judgement.plant(attack, core);
            }
            assertThat(judgement.of(scan(round))).as("what is wrong on %s", kernel).isEmpty();
        } finally {
            core.undo();
        }
    }

    private void neighboursAreNot(Round round) throws IOException {
        Judgement judgement = new Judgement();
        try {
            for (Attack attack : round.attacks()) {
                judgement.plantNeighbour(attack, core);
            }
            assertThat(judgement.of(scan(round)))
                    .as("what is wrong on %s beside attacks", kernel)
                    .isEmpty();
        } finally {
            core.undo();
        }
    }

    /** Runs all detectors over the guest as it is now; they must cover what a round leaves. */
    private List<Finding> scan(Round round) {
        List<Finding> findings = new ArrayList<>();
        ScanReport report =
                Scan.of(detectors, List.of(), List.of(), InstantSource.system())
                        .run(
                                GuestView.of(core.through(new Look(core.memory())), false),
                                findings::add);
        List<String> uncovered =
                round.attacks().stream().flatMap(a -> a.uncovered().stream()).toList();
        assertThat(report.notCovered())
                .filteredOn(gap -> uncovered.stream().noneMatch(gap.what()::startsWith))
                .as("what is not covered on %s", kernel)
                .isEmpty();
        return findings;
    }
}
