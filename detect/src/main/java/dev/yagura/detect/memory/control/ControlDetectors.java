package dev.yagura.detect.memory.control;

import dev.yagura.detect.Detector;
import java.util.List;

/** Lists the detectors of this package. */
public final class ControlDetectors {
    private ControlDetectors() {}

    /** Returns one of each, in the order of reports. */
    public static List<Detector> all() {
        return List.of(
                new SystemCallDetector(),
                InterruptGates.detector(),
                new CpuRegistersDetector(),
                KernelThreads.detector(),
                new KernelStackDetector(),
                FunctionTracers.detector(),
                KernelProbes.detector(),
                TracepointProbes.detector(),
                new PerfEventDetector(),
                OperationTargets.detector(),
                NetfilterTargets.detector(),
                PacketTargets.detector(),
                NotifierTargets.detector(),
                SecurityTargets.detector(),
                new HelperPathDetector());
    }
}
