package dev.yagura.detect.memory.code;

import static java.util.Objects.requireNonNull;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.kernel.linux.KernelModule;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.code.recorded.CodeChanges;
import dev.yagura.kernel.linux.code.recorded.RecordedCode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Compares code and read-only data of the kernel and its modules with a baseline of them. */
public final class CodeBaselineDetector implements Detector {
    /** What it is, for those who have no baseline. */
    public static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.code.changed-since-baseline",
                    "code of the kernel or of a module was changed since the baseline",
                    Severity.CRITICAL,
                    List.of("T1014", "T1601.001"),
                    "Runs with scan --baseline FILE: every byte of the kernel's text and read-only"
                            + " data, and of the text, .rodata and tables of exported symbols of"
                            + " modules, with those that `yagura baseline` recorded. Within one"
                            + " start of the guest all must be equal; after another one, where"
                            + " everything lies elsewhere, an operand or pointer may differ if it"
                            + " leads to the same place. Where the kernel rewrites its code while"
                            + " it runs (function tracing, jump labels, static calls, kprobes, BPF"
                            + " dispatchers), what is there must be one of the things that it puts"
                            + " there, by the tables as they were recorded. A module that was not"
                            + " loaded then is a warning. Not compared: kernels of another build,"
                            + " and CPUs of other features. Evaded by who was there when it was"
                            + " recorded, and by whoever can write the baseline. Looking alike:"
                            + " a module that was built or loaded since.",
                    "Disassemble the memory at the evidence's address. Take the guest as"
                            + " compromised: capture its memory before anything else, then isolate"
                            + " it.");

    private final RecordedCode before;
    private final String source;

    /**
     * Makes a detector.
     *
     * @param source what the baseline is called in evidence
     */
    public CodeBaselineDetector(RecordedCode before, String source) {
        this.before = requireNonNull(before, "before");
        this.source = requireNonNull(source, "source");
    }

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(DetectorContext context) throws IOException {
        Linux linux = context.linux();
        Optional<String> obstacle = CodeChanges.obstacle(before, linux);
        long compared = 0;
        if (obstacle.isPresent()) {
            context.notCovered("kernel code", "%s: %s".formatted(source, obstacle.get()));
        } else {
            CodeChanges changes = CodeChanges.since(before, linux);
            tell(context, changes);
            compared = changes.comparedBytes();
        }
        context.lookedAt("bytes of code compared with the baseline", compared);
    }

    private void tell(DetectorContext context, CodeChanges changes) throws IOException {
        changes.missing().forEach(gap -> context.notCovered(gap.what(), gap.why()));
        ChangeReport report = new ChangeReport(context, source);
        for (CodeChanges.Changed piece : changes.pieces()) {
            report.tell(piece.what(), new Partial<>(piece.changes(), List.of()));
        }
        report.end();
        for (KernelModule module : changes.replaced()) {
            context.report(
                    Confidence.MEDIUM,
                    "module " + module.name(),
                    "module %s is another one than when the baseline was recorded"
                            .formatted(module.name()),
                    List.of(module(module, "another build, or parts of other lengths")));
        }
        for (KernelModule module : changes.added()) {
            context.report(
                    Severity.WARNING,
                    Confidence.LOW,
                    "module " + module.name(),
                    "module %s was not loaded when the baseline was recorded"
                            .formatted(module.name()),
                    List.of(module(module, "loaded since")));
        }
    }

    private Evidence module(KernelModule module, String found) {
        return new Evidence.Value(
                "module " + module.name(),
                module.gva(),
                "code",
                found,
                "the module as %s has it".formatted(source));
    }
}
