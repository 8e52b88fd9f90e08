package dev.yagura.detect.memory.code;

import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Severity;
import java.io.IOException;
import java.util.List;

/** Finds functions of the kernel and of modules whose instructions lead elsewhere. */
final class InlineHookDetector implements Detector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.code.inline-hook",
                    "a kernel function leads to code of somebody else",
                    Severity.CRITICAL,
                    List.of("T1014", "T1601.001"),
                    "Looks at every function that the kernel, or a module, has a symbol for; needs"
                            + " no file. Where the kernel has a record of it as one that can be"
                            + " traced, it must begin with a landing pad or none and then hold the"
                            + " tracer's NOP, or a call of the tracer, of a trampoline that the"
                            + " kernel lists, or, if somebody asked the tracer for that, of a BPF"
                            + " program: anything else there is told, wherever it leads. The first"
                            + " instruction behind it must not be a breakpoint, nor, and in a"
                            + " function without a record neither, a way (a jump or call, direct or"
                            + " through memory; an address that is pushed, or loaded, and then"
                            + " jumped to, called or returned to) out of the code that the kernel"
                            + " knows of, nor from the kernel into a module. Then all further"
                            + " instructions are gone through: none may be such a way to anything"
                            + " that can be executed. What explains one: a kprobe that is registered there,"
                            + " with its copy of the instruction; a static call or jump label,"
                            + " which have detectors of their own; a BPF dispatcher; a thunk."
                            + " Live patches are traced functions. Not seen: code that is changed"
                            + " and leads nowhere else, or to other code of the kernel's, but for"
                            + " the places of the tracer; a tracer's call that the kernel has on"
                            + " record, which linux.ftrace.hooked judges. linux.code.changed"
                            + " compares every byte, with a file. Looking alike: nothing known.",
                    "Disassemble the memory at the evidence's address and at its target; look"
                            + " which module owned it. Take the guest as compromised: capture its"
                            + " memory before anything else, then isolate it.");

    private final SharedAudit code;

    InlineHookDetector(SharedAudit code) {
        this.code = code;
    }

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(DetectorContext context) throws IOException {
        new AuditReport(context).tell("functions in memory", code.of(context.linux()).functions());
    }
}
