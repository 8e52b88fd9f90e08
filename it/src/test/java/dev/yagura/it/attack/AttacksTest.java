package dev.yagura.it.attack;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.baseline.BaselineDetector;
import dev.yagura.detect.builtin.BuiltInDetectors;
import dev.yagura.detect.originals.GivenCode;
import dev.yagura.detect.storage.StorageDetectors;
import dev.yagura.detect.storage.hashes.KnownBadHashDetector;
import dev.yagura.it.core.EveryDetector;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Acceptance: for each detector of memory there is an attack, and a neighbour of it. */
class AttacksTest {
    @Test
    void everyDetectorOfMemoryHasAnAttackInTheTable() {
        assertThat(ids(Attacks.all().stream().map(Attack::detector)))
                .isEqualTo(
                        ids(
                                EveryDetector.ofMemory(GivenCode.NONE).stream()
                                        .map(detector -> detector.info().id())));
    }

    /** One that needs files of its own is not forgotten where all are listed. */
    @Test
    void everyDetectorThatIsTheProgramsOwnIsOfMemoryOrOfFiles() {
        Set<String> known = ids(Attacks.all().stream().map(Attack::detector));
        StorageDetectors.all().forEach(storage -> known.add(storage.info().id()));
        known.addAll(List.of(KnownBadHashDetector.INFO.id(), BaselineDetector.INFO.id()));

        assertThat(known)
                .containsAll(BuiltInDetectors.infos().stream().map(DetectorInfo::id).toList());
    }

    @Test
    void witnessesAreDetectorsToo() {
        assertThat(
                        ids(
                                EveryDetector.ofMemory(GivenCode.NONE).stream()
                                        .map(detector -> detector.info().id())))
                .containsAll(
                        Attacks.all().stream()
                                .flatMap(attack -> attack.witnesses().stream())
                                .map(Attack.Witness::detector)
                                .toList());
    }

    private static Set<String> ids(Stream<String> detectors) {
        return detectors.collect(toCollection(TreeSet::new));
    }
}
