package dev.yagura.detect.memory.hidden;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.code.ModuleSightings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Finds modules that one part of the kernel knows and another does not, and code of nobody. */
final class HiddenModuleDetector implements Detector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.module.hidden",
                    "kernel module or kernel code that nothing lists",
                    Severity.CRITICAL,
                    List.of("T1014", "T1547.006"),
                    "Compares the places where the kernel has its modules: the list behind lsmod,"
                            + " /sys/module, the tree by which it finds the module of an address, and"
                            + " what looks like a module in the memory for modules. Besides, every"
                            + " page that the kernel may execute must belong to somebody: the image,"
                            + " a listed module, BPF, a tracer, kprobes, the hypervisor. Not seen:"
                            + " code written over that of a listed module, or into a page of BPF"
                            + " programs. Looking alike: a module that is just being loaded or"
                            + " removed, and the memory that modules need only to start; where the"
                            + " kernel says that this is under way, it is told as not covered, and"
                            + " another scan decides. Pages of"
                            + " BPF programs that are on no list, as those of seccomp, are told by"
                            + " who asked the kernel for them.",
                    "Extract the memory at the evidence's address and disassemble it. Take the guest"
                            + " as compromised: capture its memory before anything else, then isolate"
                            + " it.");

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(DetectorContext context) throws IOException {
        ModuleSightings sightings = new ModuleSightings(context.linux());
        ModuleCensus census = ModuleCensus.of(sightings);
        for (ModuleCensus.Place place : ModuleCensus.Place.values()) {
            Partial<Long> found = census.in(place);
            context.lookedAt("modules in " + place.label(), found.items().size());
            found.missing().forEach(gap -> context.notCovered(gap.what(), gap.why()));
        }
        for (long module : census.all()) {
            List<String> present = census.present(module);
            List<String> absent = census.absent(module);
            if (absent.isEmpty()) {
                continue;
            }
            if (sightings.isUnderWay(module)) {
                context.notCovered(
                        "module %s at 0x%x".formatted(sightings.name(module), module),
                        "is being loaded or removed, and is not yet, or no longer, in %s; one that"
                                        .formatted(String.join(", ", absent))
                                + " the next scan names as well is hidden");
            } else {
                report(context, sightings.name(module), module, present, absent);
            }
        }
        new OrphanedCode(context, sightings, census).report();
    }

    private static void report(
            DetectorContext context,
            String name,
            long module,
            List<String> present,
            List<String> absent) {
        String label = name.isEmpty() ? "without a name" : name;
        String subject = "module %s at 0x%x".formatted(label, module);
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence.CrossView("module " + label, module, present, absent));
        context.report(
                Confidence.HIGH,
                subject,
                "module %s is missing from %s".formatted(label, String.join(", ", absent)),
                evidence);
    }
}
