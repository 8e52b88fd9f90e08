package dev.yagura.detect.memory.control;

import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Severity;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.control.OperationSlot;
import dev.yagura.kernel.linux.control.OperationTables;
import dev.yagura.kernel.linux.control.Operations;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Where the tables of operations lead that rootkits like to change. */
final class OperationTargets {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.operations.redirected",
                    "operation of a file, socket or terminal leads to code of somebody else",
                    Severity.CRITICAL,
                    List.of("T1014", "T1564", "T1056.001"),
                    "Follows the tables behind files of procfs and sysfs, the lists of"
                            + " sockets under /proc/net, terminals, input, program formats, every"
                            + " entry of procfs and the root of every mounted file system. A"
                            + " table of the kernel image leads to the image only; that a listed"
                            + " module owns the target is no excuse. A table of a module leads to"
                            + " that module, the image, or a module that does not taint the"
                            + " kernel. A table that lies in neither was made by somebody else."
                            + " The first instructions of the functions must be the kernel's own."
                            + " Not seen: tables of single files below a root, changes further"
                            + " inside a function. Looking alike: none of the kernel's own"
                            + " modules changes a table of the image.",
                    "Read the evidence's target with a disassembler; look which module owned its"
                            + " memory. Take the guest as compromised: capture its memory before"
                            + " anything else, then isolate it.");

    private OperationTargets() {}

    static Detector detector() {
        return new PointerDetector(INFO, "operations", true, OperationTargets::read);
    }

    private static Partial<Slot> read(Linux linux, TargetJudge judge) throws IOException {
        Partial.Collector<Slot> slots = Partial.collector();
        Set<Long> seen = new HashSet<>();
        add(judge, Operations.list(linux), slots, seen);
        Partial<OperationTables.Use> uses = OperationTables.list(linux);
        uses.missing().forEach(gap -> slots.missing(gap.what(), gap.why()));
        for (OperationTables.Use use : uses.items()) {
            boolean function = use.kind().equals("function");
            boolean known = judge.isImage(use.table()) || !judge.moduleOf(use.table()).isEmpty();
            if (function || !known) {
                slots.add(
                        Slot.of(
                                "%s of %s".formatted(use.kind(), use.name()),
                                use.gva(),
                                use.table(),
                                Set.of(Slot.User.OWN_MODULES),
                                function
                                        ? "a function of the kernel's own"
                                        : "a table of its own"));
            } else if (seen.add(use.table())) {
                add(judge, Operations.in(linux, use.kind(), use.name(), use.table()), slots, seen);
            }
        }
        return slots.done();
    }

    private static void add(
            TargetJudge judge,
            Partial<OperationSlot> operations,
            Partial.Collector<Slot> slots,
            Set<Long> seen)
            throws IOException {
        operations.missing().forEach(gap -> slots.missing(gap.what(), gap.why()));
        for (OperationSlot operation : operations.items()) {
            if (!seen.add(operation.gva())) {
                continue; // two things go by one table
            }
            boolean image = judge.isImage(operation.gva());
            slots.add(
                    Slot.of(
                                    "%s.%s of %s"
                                            .formatted(
                                                    operation.kind(),
                                                    operation.member(),
                                                    operation.name()),
                                    operation.gva(),
                                    operation.function(),
                                    image ? Slot.NOBODY_ELSE : Set.of(Slot.User.OWN_MODULES),
                                    image
                                            ? "a function of the kernel image"
                                            : "a function of the table's own module")
                            .ownedBy(image ? "" : judge.moduleOf(operation.gva())));
        }
    }
}
