package dev.yagura.detect.memory;

import dev.yagura.detect.Detector;
import dev.yagura.detect.memory.bpf.BpfDetectors;
import dev.yagura.detect.memory.code.CodeDetectors;
import dev.yagura.detect.memory.control.ControlDetectors;
import dev.yagura.detect.memory.hidden.HiddenDetectors;
import dev.yagura.detect.memory.process.ProcessDetectors;
import dev.yagura.detect.rules.RuleDetectors;
import java.util.List;
import java.util.stream.Stream;

/** Lists the detectors that judge memory. */
public final class MemoryDetectors {
    private MemoryDetectors() {}

    /** Returns one of each, in the order of reports. */
    public static List<Detector> all() {
        return Stream.of(
                        HiddenDetectors.all(),
                        ControlDetectors.all(),
                        CodeDetectors.all(),
                        BpfDetectors.all(),
                        ProcessDetectors.all(),
                        RuleDetectors.of(RuleDetectors.builtIn()))
                .flatMap(List::stream)
                .toList();
    }
}
