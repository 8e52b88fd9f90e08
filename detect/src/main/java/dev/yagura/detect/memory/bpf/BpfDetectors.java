package dev.yagura.detect.memory.bpf;

import dev.yagura.detect.Detector;
import java.util.List;

/** Lists the detectors of this package. */
public final class BpfDetectors {
    private BpfDetectors() {}

    /** Returns one of each, in the order of reports. */
    public static List<Detector> all() {
        return List.of(new SuspiciousProgramDetector(), new UnownedProgramDetector());
    }
}
