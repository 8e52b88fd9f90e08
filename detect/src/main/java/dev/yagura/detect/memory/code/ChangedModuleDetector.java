package dev.yagura.detect.memory.code;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.detect.originals.OriginalCode;
import dev.yagura.kernel.linux.GvaRange;
import dev.yagura.kernel.linux.KernelModule;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.code.ModuleSightings;
import dev.yagura.kernel.linux.code.sites.CodeComparison;
import dev.yagura.kernel.linux.code.sites.LiveSites;
import dev.yagura.kernel.linux.code.sites.PatchSite;
import dev.yagura.kernel.linux.code.sites.PatchSites;
import dev.yagura.kernel.linux.code.sites.Targets;
import dev.yagura.kernel.linux.image.CodeImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares the code and read-only data of modules with the files that they were loaded from. */
public final class ChangedModuleDetector implements Detector {
    /** What it is, for those who have no such files. */
    public static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.module.changed",
                    "code or read-only data of a module is not what it was loaded with",
                    Severity.CRITICAL,
                    List.of("T1014", "T1601.001"),
                    "Compares the code of every module, and its .rodata and tables of exported"
                            + " symbols, with the file that it was loaded from: those given by scan"
                            + " --kernel-image, or those on the guest's own disk. The file is"
                            + " relocated to where the guest has the module's sections, which must"
                            + " lie in the module's code; where the kernel rewrites code, what is"
                            + " there must be one of the things that it puts there, as for the"
                            + " kernel itself. Not seen: code of initialisation, which is given back,"
                            + " and what lies between sections. A module without a file is said to be"
                            + " not covered. Looking alike: a module of another build than the file,"
                            + " which the kernel's banner tells for those that come with it.",
                    "Disassemble the memory at the evidence's address. Take the guest as"
                            + " compromised: capture its memory before anything else, then isolate"
                            + " it.");

    private final OriginalCode originals;

    /** Makes a detector for a guest whose modules were loaded from these files. */
    public ChangedModuleDetector(OriginalCode originals) {
        this.originals = originals;
    }

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(DetectorContext context) throws IOException {
        long compared = 0;
        if (originals.hasModules() && LoadedKernel.of(context, originals).isPresent()) {
            compared = new Comparison(context).compare();
        }
        context.lookedAt("bytes of modules compared with their files", compared);
    }

    private final class Comparison {
        private final DetectorContext context;
        private final Linux linux;
        private final Targets targets;
        private final List<PatchSite> live;
        private final ChangeReport report;

        Comparison(DetectorContext context) throws IOException {
            this.context = context;
            this.linux = context.linux();
            this.targets = Targets.of(linux);
            Partial<PatchSite> sites = LiveSites.of(linux);
            this.live = sites.items();
            this.report = new ChangeReport(context, originals.source());
            targets.missing().forEach(gap -> context.notCovered(gap.what(), gap.why()));
            sites.missing().forEach(gap -> context.notCovered(gap.what(), gap.why()));
        }

        long compare() throws IOException {
            ModuleImages images = ModuleImages.of(context, originals);
            ModuleSightings sightings = new ModuleSightings(linux);
            long compared = 0;
            for (KernelModule module : images.modules()) {
                Optional<CodeImage> image = images.image(module);
                if (image.isPresent()) {
                    PatchSites sites = sites(image.get(), images.trampolines(module));
                    compared += compare(module, image.get(), sites, sightings.text(module.gva()));
                }
            }
            report.end();
            return compared;
        }

        private PatchSites sites(CodeImage image, List<PatchSite> own) throws IOException {
            List<PatchSite> more = new ArrayList<>(live);
            more.addAll(own);
            return PatchSites.of(image, linux, more);
        }

        private long compare(
                KernelModule module, CodeImage image, PatchSites sites, List<GvaRange> text)
                throws IOException {
            long compared = 0;
            for (CodeImage.Part part : image.parts()) {
                if (!isKept(part)) {
                    continue;
                }
                if (part.executable() && !isWithin(part.range(), text)) {
                    outside(module, part);
                    continue;
                }
                CodeComparison comparison =
                        new CodeComparison(image, sites, targets, linux.kernel().memory());
                report.tell(
                        "%s of module %s".formatted(part.name(), module.name()),
                        comparison.compare(part.range()));
                compared += part.range().lengthBytes();
            }
            return compared;
        }

        private void outside(KernelModule module, CodeImage.Part part) {
            context.report(
                    Confidence.HIGH,
                    "%s of module %s".formatted(part.name(), module.name()),
                    "module %s says that its section %s lies outside of its code"
                            .formatted(module.name(), part.name()),
                    List.of(
                            new Evidence.Value(
                                    "module " + module.name(),
                                    module.gva(),
                                    "address of " + part.name(),
                                    part.range().toString(),
                                    "within the module's text")));
        }
    }

    /** Sections whose bytes stay: others are sorted, given back or written to. */
    private static boolean isKept(CodeImage.Part part) {
        boolean starts = part.name().startsWith(".init") || part.name().startsWith(".altinstr");
        boolean data = part.name().startsWith(".rodata") || part.name().startsWith("__ksymtab");
        return part.range().lengthBytes() > 0 && !starts && (part.executable() || data);
    }

    private static boolean isWithin(GvaRange range, List<GvaRange> text) {
        return text.stream()
                .anyMatch(whole ->
                        whole.contains(range.start())
                                && whole.contains(range.start() + range.lengthBytes() - 1));
    }
}
