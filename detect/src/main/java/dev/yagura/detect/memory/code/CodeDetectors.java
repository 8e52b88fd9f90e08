package dev.yagura.detect.memory.code;

import dev.yagura.detect.Detector;
import java.util.List;

/** Lists the detectors of this package. */
public final class CodeDetectors {
    private CodeDetectors() {}

    /** Returns one of each, in the order of reports. */
    public static List<Detector> all() {
        SharedAudit code = new SharedAudit();
        return List.of(
                new WritableCodeDetector(),
                new InlineHookDetector(code),
                new StaticCallDetector(code),
                new JumpLabelDetector(code));
    }
}
