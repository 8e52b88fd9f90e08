package dev.yagura.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.detect.memory.code.CodeBaselineDetector;
import dev.yagura.detect.originals.GivenCode;
import dev.yagura.it.core.EveryDetector;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Acceptance: each detector of memory meets a hostile form of something that it walks. */
class HostileFormsTest {
    @Test
    void everyDetectorOfMemoryHasAForm() {
        List<String> named =
                HostileForms.all().stream().flatMap(form -> form.detectors().stream()).toList();

        Set<String> all = EveryDetector.ids(EveryDetector.ofMemory(GivenCode.NONE));
        all.add(CodeBaselineDetector.INFO.id());
        assertThat(new TreeSet<>(named)).isEqualTo(all);
    }
}
