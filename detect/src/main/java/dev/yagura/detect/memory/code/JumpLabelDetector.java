package dev.yagura.detect.memory.code;

import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Severity;
import java.io.IOException;
import java.util.List;

/** Finds jump labels that are not what their keys say. */
final class JumpLabelDetector implements Detector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.jump-label.changed",
                    "a branch in kernel code is not the one that the kernel put there",
                    Severity.CRITICAL,
                    List.of("T1014", "T1601.001"),
                    "Jump labels are branches that the kernel switches on and off in its own code:"
                            + " a NOP, or a jump to one target, as a key in its data says. Every"
                            + " place in the kernel's and the modules' tables must be the one of"
                            + " both that its key asks for: who switches off a check by the code"
                            + " alone, or has the jump lead elsewhere, is seen. Needs no file."
                            + " While the kernel changes such branches, by the lock that it holds,"
                            + " either may be there, and one that its key does not ask for is told"
                            + " as not covered. Not seen: a key that was switched with its"
                            + " code, as the kernel does it, and a place that is in no table any"
                            + " more. Looking alike: nothing known.",
                    "Look what the function in the evidence does without the branch, and"
                            + " disassemble it. Take the guest as compromised: capture its memory"
                            + " before anything else, then isolate it.");

    private final SharedAudit code;

    JumpLabelDetector(SharedAudit code) {
        this.code = code;
    }

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(DetectorContext context) throws IOException {
        new AuditReport(context).tell("jump labels", code.of(context.linux()).jumpLabels());
    }
}
