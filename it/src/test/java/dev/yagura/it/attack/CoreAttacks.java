package dev.yagura.it.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.yagura.detect.AnyDetector;
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
import java.util.Set;
import java.util.TreeSet;
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
    private final List<AnyDetector> detectors;

    private CoreAttacks(DumpedGuest guest) {
        this.core = guest.core();
        this.kernel = guest.kernel();
        this.detectors = new ArrayList<>(EveryDetector.ofMemory(guest.originals()));
        detectors.addAll(EveryDetector.ofFindings());
    }

    /**
     * Returns two tests for each round of attacks, of the attacks and of their neighbours, and one
     * that no detector was left out.
     *
     * @param guest a clean guest of the testkit's; it is changed while a test runs
     */
    public static Stream<DynamicTest> in(DumpedGuest guest) throws IOException {
        CoreAttacks attacks = new CoreAttacks(guest);
        List<DynamicTest> tests = new ArrayList<>();
        List<Round> rounds = Round.of(Attacks.all(), guest.core());
        tests.add(dynamicTest("detectors", () -> attacks.everyDetectorIsAttacked(rounds)));
        for (Round round : rounds) {
            tests.add(
                    dynamicTest(
                            "attacks, round " + round.number(),
                            () -> attacks.judge(round, Judgement::plant)));
            tests.add(
                    dynamicTest(
                            "neighbours, round " + round.number(),
                            () -> attacks.judge(round, Judgement::plantNeighbour)));
        }
        return tests.stream();
    }

    /** Makes one of the two changes of an attack. */
    private interface Planting {
        void of(Judgement judgement, Attack attack, GuestCore guest) throws IOException;
    }

    private void judge(Round round, Planting planting) throws IOException {
        Judgement judgement = new Judgement();
        try {
            for (Attack attack : round.attacks()) {
                planting.of(judgement, attack, core);
            }
            List<Finding> findings = new ArrayList<>();
            ScanReport report =
                    Scan.of(detectors, List.of(), List.of(), InstantSource.system())
                            .run(
                                    GuestView.of(core.through(new Look(core.memory())), false),
                                    findings::add);
            assertThat(judgement.of(findings, report.notCovered()))
                    .as("what is wrong on %s", kernel)
                    .isEmpty();
        } finally {
            core.undo();
        }
    }

    /** A kernel may lack what some attack is made on, but no detector goes without. */
    private void everyDetectorIsAttacked(List<Round> rounds) {
        Set<String> attacked = new TreeSet<>();
        rounds.forEach(round -> round.attacks().forEach(attack -> attacked.add(attack.detector())));
        assertThat(attacked)
                .as("detectors that are attacked on %s", kernel)
                .isEqualTo(EveryDetector.ids(detectors));
    }
}
