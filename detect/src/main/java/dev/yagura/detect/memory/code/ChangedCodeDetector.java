package dev.yagura.detect.memory.code;

import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Severity;
import dev.yagura.detect.originals.OriginalCode;
import dev.yagura.kernel.linux.GvaRange;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.code.sites.CodeComparison;
import dev.yagura.kernel.linux.code.sites.LiveSites;
import dev.yagura.kernel.linux.code.sites.PatchSite;
import dev.yagura.kernel.linux.code.sites.PatchSites;
import dev.yagura.kernel.linux.code.sites.Targets;
import dev.yagura.kernel.linux.code.sites.UnknownRewriting;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Compares the kernel's code with the file that it was loaded from. */
public final class ChangedCodeDetector implements Detector {
    /** What it is, for those who have no such file. */
    public static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.code.changed",
                    "kernel code is not what it was loaded with",
                    Severity.CRITICAL,
                    List.of("T1014", "T1601.001"),
                    "Compares every byte of the kernel's text with the file that it was loaded from:"
                            + " the one given by scan --kernel-image, or the one on the guest's own"
                            + " disk, relocated to where the kernel lies. Where the kernel rewrites"
                            + " its own code (alternatives, retpolines and return thunks, function"
                            + " tracing, jump labels, static calls, calls of a hypervisor, lock"
                            + " prefixes, landing pads, run-time constants, kprobes), what is there"
                            + " must be one of the things that it puts there: a jump label leads to"
                            + " its own target, a static call to what its key says, a traced"
                            + " function to the tracer. The places are read from the file, not from"
                            + " the guest. Not seen: code outside the image, modules among it; what"
                            + " only runs while the kernel starts; a file on the disk that was"
                            + " changed in the same way, which the detectors of packages see."
                            + " Looking alike: live patches, which redirect traced functions and"
                            + " change no text; call depth tracking (retbleed=stuff) and clang's"
                            + " control-flow integrity, which are said to be not covered.",
                    "Disassemble the memory at the evidence's address. Take the guest as"
                            + " compromised: capture its memory before anything else, then isolate"
                            + " it.");

    private final OriginalCode originals;

    /** Makes a detector for a guest whose kernel was loaded from these files. */
    public ChangedCodeDetector(OriginalCode originals) {
        this.originals = originals;
    }

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(DetectorContext context) throws IOException {
        Optional<LoadedKernel> loaded = LoadedKernel.of(context, originals);
        long compared = 0;
        if (loaded.isPresent()) {
            compared = compare(context, loaded.get());
        }
        context.lookedAt("bytes of kernel code compared with their file", compared);
    }

    private long compare(DetectorContext context, LoadedKernel loaded) throws IOException {
        Linux linux = context.linux();
        List<Partial.Missing> unknown = UnknownRewriting.of(loaded.image(), linux);
        if (!unknown.isEmpty()) {
            unknown.forEach(way -> context.notCovered(way.what(), way.why()));
            return 0;
        }
        Partial<PatchSite> live = LiveSites.of(linux);
        live.missing().forEach(gap -> context.notCovered(gap.what(), gap.why()));
        Targets targets = Targets.of(linux);
        targets.missing().forEach(gap -> context.notCovered(gap.what(), gap.why()));
        PatchSites sites = PatchSites.of(loaded.image(), linux, live.items());
        ChangeReport report = new ChangeReport(context, originals.source());
        long compared = 0;
        for (GvaRange range : loaded.text()) {
            CodeComparison comparison =
                    new CodeComparison(loaded.image(), sites, targets, linux.kernel().memory());
            report.tell("kernel code", comparison.compare(range));
            compared += range.lengthBytes();
        }
        report.end();
        return compared;
    }
}
