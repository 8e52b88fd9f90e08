package dev.yagura.detect.memory.process;

import dev.yagura.detect.Detector;
import dev.yagura.detect.yara.YaraRules;
import java.util.List;

/** Lists the detectors of this package. */
public final class ProcessDetectors {
    private ProcessDetectors() {}

    /** Returns one of each, in the order of reports. */
    public static List<Detector> all() {
        return List.of(
                new DeletedProgramDetector(),
                new HollowedDetector(),
                new InjectedCodeDetector(),
                new PreloadDetector(),
                new TracedDetector(),
                new MasqueradeDetector(),
                new SharedCredentialsDetector(),
                new RaisedCredentialsDetector(),
                new ReverseShellDetector(),
                new PacketSocketDetector(),
                new TrojanedDaemonDetector(),
                new UnrecordedLoginDetector());
    }

    /** Returns a detector that holds YARA rules against the memory of processes. */
    public static Detector yara(YaraRules rules) {
        return new YaraMemoryDetector(rules);
    }
}
