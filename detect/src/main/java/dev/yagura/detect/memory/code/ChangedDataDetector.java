package dev.yagura.detect.memory.code;

import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Severity;
import dev.yagura.detect.originals.OriginalCode;
import dev.yagura.kernel.linux.GvaRange;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.code.sites.CodeComparison;
import dev.yagura.kernel.linux.code.sites.PatchSites;
import dev.yagura.kernel.linux.code.sites.Targets;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Compares the kernel's read-only data with the file that it was loaded from. */
public final class ChangedDataDetector implements Detector {
    /** What it is, for those who have no such file. */
    public static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.rodata.changed",
                    "read-only data of the kernel is not what it was loaded with",
                    Severity.CRITICAL,
                    List.of("T1014", "T1601.001"),
                    "Compares every byte of the kernel's read-only data, from __start_rodata to"
                            + " __end_rodata, with the file that it was loaded from: the one given"
                            + " by scan --kernel-image, or the one on the guest's own disk. Nothing"
                            + " changes there once the kernel is loaded: operations tables, the"
                            + " system call table, the symbols and types by which memory is read."
                            + " Left out: what is written while the kernel starts and only then"
                            + " protected (__ro_after_init), and read-only data of modules. Evaded"
                            + " by who changes data that stays writable, and points there; the"
                            + " detectors of pointers see that. Looking alike: nothing known.",
                    "Look at the symbol in the evidence and who uses it. Take the guest as"
                            + " compromised: capture its memory before anything else, then isolate"
                            + " it.");

    private final OriginalCode originals;

    /** Makes a detector for a guest whose kernel was loaded from these files. */
    public ChangedDataDetector(OriginalCode originals) {
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
        context.lookedAt("bytes of read-only kernel data compared with their file", compared);
    }

    private long compare(DetectorContext context, LoadedKernel loaded) throws IOException {
        Linux linux = context.linux();
        Targets targets = Targets.of(linux);
        ChangeReport report = new ChangeReport(context, originals.source());
        long compared = 0;
        for (GvaRange range : loaded.readOnlyData(linux)) {
            CodeComparison comparison =
                    new CodeComparison(
                            loaded.image(), PatchSites.NONE, targets, linux.kernel().memory());
            report.tell("read-only kernel data", comparison.compare(range));
            compared += range.lengthBytes();
        }
        report.end();
        return compared;
    }
}
