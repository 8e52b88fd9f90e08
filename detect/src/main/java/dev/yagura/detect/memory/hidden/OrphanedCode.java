package dev.yagura.detect.memory.hidden;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.Evidence;
import dev.yagura.kernel.linux.GvaRange;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Owners;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.code.ExecutablePages;
import dev.yagura.kernel.linux.code.KnownCode;
import dev.yagura.kernel.linux.code.ModuleSightings;
import dev.yagura.kernel.linux.code.VmapArea;
import dev.yagura.kernel.linux.code.VmapAreas;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Pages that the kernel may execute and that belong to nobody. */
final class OrphanedCode {
    private static final long PAGE_BYTES = 4096;

    /** The page of {@code vsyscall}, which programs may execute; a part of the ABI. */
    private static final long VSYSCALL = 0xffff_ffff_ff60_0000L;

    /** Findings that are told one by one; a guest that has more has made up its page tables. */
    private static final int MAX_REPORTED = 100;

    private static final int SHOWN_BYTES = 32;

    private final DetectorContext context;
    private final Linux linux;
    private final ModuleSightings sightings;
    private final ModuleCensus census;

    OrphanedCode(DetectorContext context, ModuleSightings sightings, ModuleCensus census) {
        this.context = context;
        this.linux = context.linux();
        this.sightings = sightings;
        this.census = census;
    }

    void report() throws IOException {
        Partial<ExecutablePages.Run> runs = ExecutablePages.sweep(linux);
        runs.missing().forEach(gap -> context.notCovered(gap.what(), gap.why()));
        KnownCode code = KnownCode.of(linux);
        code.missing().forEach(gap -> context.notCovered(gap.what(), gap.why()));
        long pages = 0;
        List<GvaRange> orphans = new ArrayList<>();
        for (ExecutablePages.Run run : runs.items()) {
            long count = run.range().lengthBytes() / PAGE_BYTES;
            pages += count;
            if (orphans.size() <= MAX_REPORTED) {
                collect(run.range(), code, orphans);
            }
        }
        context.lookedAt("executable kernel pages", pages);
        if (orphans.size() > MAX_REPORTED) {
            context.notCovered(
                    "executable kernel pages",
                    "more than %d ranges belong to nobody".formatted(MAX_REPORTED));
        }
        Partial<VmapArea> areas = VmapAreas.list(linux);
        boolean underWay = !orphans.isEmpty() && isUnderWay();
        for (GvaRange orphan : orphans.stream().limit(MAX_REPORTED).toList()) {
            List<Long> unlisted = near(orphan);
            if (underWay && unlisted.isEmpty()) {
                context.notCovered(
                        "executable memory at 0x%x".formatted(orphan.start()),
                        "belongs to nobody while modules are loaded or removed; what the next scan"
                                + " names as well is hidden code");
            } else {
                report(orphan, areas.items(), unlisted);
            }
        }
    }

    /** Returns whether the kernel is taking modules in or giving their memory back. */
    private boolean isUnderWay() throws IOException {
        for (long module : census.all()) {
            if (sightings.isUnderWay(module)) {
                return true;
            }
        }
        return sightings.isFreeingStartCode();
    }

    private static void collect(GvaRange run, KnownCode code, List<GvaRange> orphans) {
        long start = run.start();
        long end = start + run.lengthBytes();
        long from = 0;
        long length = 0;
        for (long page = start; page != end && orphans.size() <= MAX_REPORTED; ) {
            boolean orphan = page != VSYSCALL && code.inPage(page).isEmpty();
            if (orphan) {
                from = length == 0 ? page : from;
                length += PAGE_BYTES;
            }
            page += PAGE_BYTES;
            if (length > 0 && (!orphan || page == end)) {
                orphans.add(new GvaRange(from, length));
                length = 0;
            }
        }
    }

    private void report(GvaRange orphan, List<VmapArea> areas, List<Long> unlisted)
            throws IOException {
        List<Evidence> evidence = new ArrayList<>();
        byte[] begin = linux.kernel().memory().bytes(orphan.start(), SHOWN_BYTES);
        evidence.add(
                new Evidence.Bytes(
                        "executable memory %s".formatted(orphan),
                        orphan.start(),
                        HexFormat.ofDelimiter(" ").formatHex(begin),
                        "a page of the image, a listed module, BPF, a tracer or kprobes"));
        Optional<VmapArea> area =
                areas.stream().filter(a -> a.range().contains(orphan.start())).findFirst();
        Owners owners = linux.owners();
        evidence.add(
                new Evidence.Value(
                        "vmap_area of " + orphan,
                        area.map(VmapArea::gva).orElse(0L),
                        "caller",
                        area.map(a -> owners.of(a.caller()).describe()).orElse("no vmap_area"),
                        "someone who lists what it made of the memory"));
        for (long module : unlisted) {
            evidence.add(
                    new Evidence.Value(
                            "struct module at 0x%x".formatted(module),
                            module,
                            "name",
                            sightings.name(module),
                            "a module of the module list"));
        }
        context.report(
                Confidence.HIGH,
                "executable memory at 0x%x".formatted(orphan.start()),
                "%d bytes of kernel code at 0x%x belong to nobody"
                        .formatted(orphan.lengthBytes(), orphan.start()),
                evidence);
    }

    /** Returns modules that are not listed, and not under way, whose text this may be. */
    private List<Long> near(GvaRange orphan) throws IOException {
        List<Long> unlisted = new ArrayList<>();
        for (long module : census.in(ModuleCensus.Place.MEMORY).items()) {
            boolean listed = census.present(module).contains(ModuleCensus.Place.LIST.label());
            if (!listed
                    && !sightings.isUnderWay(module)
                    && sightings.text(module).stream()
                            .anyMatch(range -> range.contains(orphan.start()))) {
                unlisted.add(module);
            }
        }
        return unlisted;
    }
}
