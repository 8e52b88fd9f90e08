package dev.yagura.detect.memory.control;

import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Severity;
import java.io.IOException;
import java.util.List;

/** Finds system calls that lead somewhere else than to their handlers. */
final class SystemCallDetector implements Detector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.syscall.redirected",
                    "system call leads elsewhere than to its handler",
                    Severity.CRITICAL,
                    List.of("T1014", "T1562"),
                    "Follows every system call of 64-bit, x32 and 32-bit programs from its number"
                            + " to its handler: through sys_call_table, and through the branches of"
                            + " x64_sys_call where the kernel dispatches by them (6.9 and backports)."
                            + " Each number must reach the handler of its own name, not just any"
                            + " address inside the kernel. The way from the processor's entry to the"
                            + " dispatcher, and the first instructions of each handler, must be the"
                            + " kernel's own; entries of 32-bit programs must begin as the kernel's do. Not"
                            + " seen: the register that holds the entry's address, changes further"
                            + " inside a handler or an entry of 32-bit programs. Looking alike:"
                            + " kprobes and live patches on a handler.",
                    "Read the evidence's target with a disassembler; look which module owned its"
                            + " memory. Take the guest as compromised: capture its memory before"
                            + " anything else, then isolate it.");

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(DetectorContext context) throws IOException {
        SystemCallAudit audit = SystemCallAudit.of(context.linux());
        audit.looked().forEach(context::lookedAt);
        audit.gaps().forEach(context::notCovered);
        for (SystemCallAudit.Deviation deviation : audit.deviations()) {
            context.report(
                    deviation.confidence(),
                    deviation.title(),
                    deviation.title(),
                    deviation.evidence());
        }
    }
}
