package dev.yagura.detect.memory.code;

import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Severity;
import java.io.IOException;
import java.util.List;

/** Finds static calls that call something else than their keys say. */
final class StaticCallDetector implements Detector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.static-call.redirected",
                    "a static call leads to code of somebody else",
                    Severity.CRITICAL,
                    List.of("T1014", "T1601.001"),
                    "Static calls are calls that the kernel rewrites in its own code when their"
                            + " target changes; a key in its data says what that is. Every place in"
                            + " the kernel's and the modules' tables, and every trampoline of the"
                            + " kernel's, must call or jump to what its key says, or be the NOP,"
                            + " return or cleared register that stands for no function; and each"
                            + " key must lead to a function of the kernel or of a module, those of"
                            + " BPF dispatchers to a program. Needs no file. While the kernel"
                            + " changes such calls, by the lock that it holds, any function of"
                            + " these may be there, and another than the key's is told as not"
                            + " covered. Not seen: a place that is in no table any more,"
                            + " and a module's function in the place of another one's. Looking"
                            + " alike: call depth tracking (retbleed=stuff), which is said to be"
                            + " not covered.",
                    "Disassemble the memory at the evidence's target; look which module owned it."
                            + " Take the guest as compromised: capture its memory before anything"
                            + " else, then isolate it.");

    private final SharedAudit code;

    StaticCallDetector(SharedAudit code) {
        this.code = code;
    }

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(DetectorContext context) throws IOException {
        new AuditReport(context).tell("static calls", code.of(context.linux()).staticCalls());
    }
}
