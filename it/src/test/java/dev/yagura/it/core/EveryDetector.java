package dev.yagura.it.core;

import static java.util.stream.Collectors.toCollection;

import dev.yagura.detect.AnyDetector;
import dev.yagura.detect.Detector;
import dev.yagura.detect.FindingDetector;
import dev.yagura.detect.builtin.BuiltInDetectors;
import dev.yagura.detect.memory.code.CodeBaselineDetector;
import dev.yagura.detect.originals.OriginalCode;
import dev.yagura.detect.yara.YaraSource;
import dev.yagura.kernel.linux.code.recorded.CodeRecorder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Every detector of memory that the program has, with what some of them need. */
public final class EveryDetector {
    /** A text that marks a process's memory for the rule that {@code yara.memory} is given. */
    public static final String MARK = "planted by nobody";

    private static final String RULE =
            """
            rule planted { strings: $a = "%s" $b = { 7F 45 4C 46 }
              condition: $a and for any i in (1..#b) : (uint8(@b[i] + 4) == 2) and not defined filesize }
            """
                    .formatted(MARK);

    private EveryDetector() {}

    /**
     * Returns one of each.
     *
     * @param originals what the guest's kernel was loaded from
     */
    public static List<Detector> ofMemory(OriginalCode originals) {
        YaraSource rule = new YaraSource("planted.yar", RULE);
        Stream<AnyDetector> all =
                Stream.of(
                                BuiltInDetectors.all(),
                                BuiltInDetectors.originals(originals),
                                BuiltInDetectors.yara(List.of(rule)))
                        .flatMap(List::stream);
        return all.filter(Detector.class::isInstance).map(Detector.class::cast).toList();
    }

    /** Returns those that judge what others find. */
    public static List<FindingDetector> ofFindings() {
        return BuiltInDetectors.all().stream()
                .filter(FindingDetector.class::isInstance)
                .map(FindingDetector.class::cast)
                .toList();
    }

    /** Returns one of each for a core, and the one that compares its code with an earlier look. */
    public static List<Detector> withBaseline(DumpedGuest guest) throws IOException {
        List<Detector> all = new ArrayList<>(ofMemory(guest.originals()));
        all.add(new CodeBaselineDetector(CodeRecorder.record(guest.core().linux()), "the core"));
        return all;
    }

    /** Returns the ids of detectors, sorted. */
    public static Set<String> ids(List<? extends AnyDetector> detectors) {
        return detectors.stream()
                .map(detector -> detector.info().id())
                .collect(toCollection(TreeSet::new));
    }
}
