package dev.yagura.it.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Acceptance: for each detector of memory there is an attack, and a neighbour of it. */
class AttacksTest {
    @Test
    void everyDetectorOfMemoryHasAnAttackInTheTable() throws IOException {
        Set<String> detectors =
                CoreAttacks.detectors().stream()
                        .map(detector -> detector.info().id())
                        .collect(Collectors.toCollection(TreeSet::new));

        Set<String> attacked =
                Attacks.all().stream()
                        .map(Attack::detector)
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(attacked).isEqualTo(detectors);
    }
}
