package dev.yagura.detect.memory.code;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.kernel.linux.Owners;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.code.ExecutablePages;
import java.io.IOException;
import java.util.List;

/** Finds memory that the kernel may both write to and execute. */
final class WritableCodeDetector implements Detector {
    private static final long PAGE_BYTES = 4096;

    /** The page of {@code vsyscall}, which programs may execute; a part of the ABI. */
    private static final long VSYSCALL = 0xffff_ffff_ff60_0000L;

    /** Findings that are told one by one; a guest that has more has made up its page tables. */
    private static final int MAX_REPORTED = 100;

    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.code.writable",
                    "kernel memory that is both writable and executable",
                    Severity.CRITICAL,
                    List.of("T1014"),
                    "Goes through the kernel's page tables: no page of the kernel's"
                            + " half may be writable and executable at once, and none but that of"
                            + " vsyscall may be executed by programs as well. Kernels since 4.11"
                            + " keep to this on x86-64, BPF and modules included, and patch their"
                            + " own text through a mapping that only exists meanwhile and in no"
                            + " task's tables. Not seen: another, writable mapping of the same"
                            + " memory. Looking alike: kernels built without strict module"
                            + " rights.",
                    "Extract the memory at the evidence's address and disassemble it."
                            + " Take the guest as compromised: capture its memory before anything"
                            + " else, then isolate it.");

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(DetectorContext context) throws IOException {
        Partial<ExecutablePages.Run> runs = ExecutablePages.sweep(context.linux());
        runs.missing().forEach(gap -> context.notCovered(gap.what(), gap.why()));
        Owners owners = context.linux().owners();
        long pages = 0;
        int reported = 0;
        for (ExecutablePages.Run run : runs.items()) {
            long start = run.range().start();
            pages += run.range().lengthBytes() / PAGE_BYTES;
            boolean abi = start == VSYSCALL && run.range().lengthBytes() == PAGE_BYTES;
            boolean wrong = run.writable() || (run.user() && !abi);
            if (wrong && reported++ < MAX_REPORTED) {
                String rights = run.writable() ? "writable and executable" : "open to programs";
                String place = "kernel memory at 0x%x".formatted(start);
                context.report(
                        Confidence.HIGH,
                        place,
                        "%d bytes of kernel memory at 0x%x are %s"
                                .formatted(run.range().lengthBytes(), start, rights),
                        List.of(
                                new Evidence.Value(
                                        "%s, %s".formatted(place, owners.of(start).describe()),
                                        start,
                                        "rights of its pages",
                                        rights,
                                        "executable for the kernel only, and not writable")));
            }
        }
        context.lookedAt("executable kernel pages", pages);
        if (reported > MAX_REPORTED) {
            context.notCovered(
                    "executable kernel pages",
                    "%d runs have wrong rights, %d are told".formatted(reported, MAX_REPORTED));
        }
    }
}
