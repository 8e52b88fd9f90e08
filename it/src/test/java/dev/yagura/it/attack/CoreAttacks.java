package dev.yagura.it.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.yagura.detect.Detector;
import dev.yagura.detect.Finding;
import dev.yagura.detect.memory.MemoryDetectors;
import dev.yagura.detect.memory.process.ProcessDetectors;
import dev.yagura.detect.yara.YaraRules;
import dev.yagura.detect.yara.YaraSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Plants each attack of the table in a core, alone, and lets its detector judge. */
public final class CoreAttacks {
    private CoreAttacks() {}

    /** Returns every detector of memory, with YARA rules for one of them. */
    static List<Detector> detectors() throws IOException {
        List<Detector> detectors = new ArrayList<>(MemoryDetectors.all());
        YaraSource source = new YaraSource("planted.yar", MemoryAttacks.RULE);
        detectors.add(ProcessDetectors.yara(YaraRules.of(List.of(source))));
        return detectors;
    }

    /**
     * Returns a test that in a guest as it was dumped nothing is found, and one for each attack on
     * what its kernel has: it is found, named, and its neighbour is not.
     *
     * @param file an ELF core of a guest of the testkit's
     */
    public static Stream<DynamicTest> in(Path file) throws IOException {
        List<Detector> detectors = detectors();
        GuestCore core = GuestCore.open(file);
        List<DynamicTest> tests = new ArrayList<>();
        tests.add(
                dynamicTest(
                        "nobody", () -> assertThat(core.unchanged().scan(detectors)).isEmpty()));
        for (Attack attack : Attacks.all()) {
            if (attack.mechanism().isIn(core)) {
                tests.add(dynamicTest(attack.detector(), () -> judge(core, attack, detectors)));
            }
        }
        return tests.stream().onClose(() -> close(core));
    }

    private static void judge(GuestCore core, Attack attack, List<Detector> detectors)
            throws IOException {
        List<Detector> one =
                detectors.stream()
                        .filter(detector -> detector.info().id().equals(attack.detector()))
                        .toList();
        GuestCore benign = core.unchanged();
        String harmless = attack.neighbour().in(benign);
        assertThat(benign.scanWhileRewriting(one)).as("%s is reported", harmless).isEmpty();
        GuestCore attacked = core.unchanged();
        String name = attack.plant().in(attacked);
        assertThat(attacked.scan(one))
                .as("what is found")
                .anySatisfy(finding -> assertThat(words(finding)).contains(name));
    }

    private static String words(Finding finding) {
        StringBuilder words = new StringBuilder(finding.subject() + "; " + finding.title());
        finding.evidence().forEach(fact -> words.append("; ").append(fact.describe()));
        return words.toString();
    }

    private static void close(GuestCore core) {
        try {
            core.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
