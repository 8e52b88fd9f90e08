package dev.yagura.it.attack;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.baseline.BaselineDetector;
import dev.yagura.detect.builtin.BuiltInDetectors;
import dev.yagura.detect.crossview.SocketWatch;
import dev.yagura.detect.memory.code.CodeBaselineDetector;
import dev.yagura.detect.network.NetworkDetectors;
import dev.yagura.detect.originals.GivenCode;
import dev.yagura.detect.storage.StorageDetectors;
import dev.yagura.detect.storage.hashes.KnownBadHashDetector;
import dev.yagura.it.core.EveryDetector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Acceptance: for each detector of memory there is an attack, and a neighbour of it. */
class AttacksTest {
    private static final Path DOCUMENT = Path.of("../docs/detectors.md");

    /** A line of the document's table of attacks: detectors, and how many attacks each has. */
    private static final Pattern ROW =
            Pattern.compile("\\| ((?:`[a-z.-]+`(?:, )?)+) \\| (\\d+)( each)? \\|");

    @Test
    void everyDetectorOfMemoryHasAnAttackInTheTable() {
        Set<String> there = EveryDetector.ids(EveryDetector.ofMemory(GivenCode.NONE));
        there.addAll(EveryDetector.ids(EveryDetector.ofFindings()));

        assertThat(ids(Attacks.all().stream().map(Attack::detector))).isEqualTo(there);
    }

    /** One that needs files of its own is not forgotten where all are listed. */
    @Test
    void everyDetectorThatIsTheProgramsOwnIsOfMemoryFilesOrPackets() {
        Set<String> known = ids(Attacks.all().stream().map(Attack::detector));
        StorageDetectors.all().forEach(storage -> known.add(storage.info().id()));
        NetworkDetectors.infos().forEach(packets -> known.add(packets.id()));
        SocketWatch.infos().forEach(packets -> known.add(packets.id()));
        known.addAll(
                List.of(
                        KnownBadHashDetector.INFO.id(),
                        BaselineDetector.INFO.id(),
                        CodeBaselineDetector.INFO.id()));

        assertThat(known)
                .containsAll(BuiltInDetectors.infos().stream().map(DetectorInfo::id).toList());
    }

    @Test
    void theDocumentCountsTheAttacksOfEachDetector() throws IOException {
        Map<String, Integer> counted = new TreeMap<>();
        for (String line : Files.readAllLines(DOCUMENT)) {
            Matcher row = ROW.matcher(line);
            if (row.lookingAt()) {
                for (String id : row.group(1).replace("`", "").split(", ", -1)) {
                    counted.put(id, Integer.parseInt(row.group(2)));
                }
            }
        }

        Map<String, Integer> there = new TreeMap<>();
        Attacks.all().forEach(attack -> there.merge(attack.detector(), 1, Integer::sum));
        assertThat(counted).isEqualTo(there);
    }

    @Test
    void witnessesAreDetectorsToo() {
        assertThat(EveryDetector.ids(EveryDetector.ofMemory(GivenCode.NONE)))
                .containsAll(
                        Attacks.all().stream()
                                .flatMap(attack -> Stream.of(attack.plant(), attack.neighbour()))
                                .flatMap(change -> change.witnesses().stream())
                                .map(Witness::detector)
                                .toList());
    }

    private static Set<String> ids(Stream<String> detectors) {
        return detectors.collect(toCollection(TreeSet::new));
    }
}
