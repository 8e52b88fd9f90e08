package dev.yagura.detect.memory.bpf;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.bpf.Bpf;
import dev.yagura.kernel.linux.bpf.BpfHolder;
import dev.yagura.kernel.linux.bpf.BpfHolders;
import dev.yagura.kernel.linux.bpf.BpfLink;
import dev.yagura.kernel.linux.bpf.BpfProgram;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds BPF programs that stay loaded though nobody has them. */
final class UnownedProgramDetector implements Detector {
    /** Types of programs all of whose holders are read. */
    private static final Pattern JUDGED =
            Pattern.compile(
                    "kprobe|tracepoint|raw_tracepoint|raw_tracepoint_writable|perf_event|tracing"
                            + "|lsm|ext|syscall|netfilter|sk_lookup|xdp|sock_ops|cgroup_.*");

    /** Programs of these run out of maps that are not read. */
    private static final Set<String> IN_MAPS = Set.of("BPF_XDP_DEVMAP", "BPF_XDP_CPUMAP");

    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.bpf.unowned",
                    "BPF program that nobody has",
                    Severity.WARNING,
                    List.of("T1014", "T1562"),
                    "The kernel frees a BPF program when nothing refers to it. So each must be open"
                            + " in a process, have a name in a bpf filesystem, be in a map of"
                            + " programs, or be attached: by a link that for its part is open or"
                            + " named, to a control group, an interface's reception, a perf event"
                            + " (kprobes, uprobes and tracepoints are such), or another program."
                            + " One that has nothing of that is held by something that does not"
                            + " show. Told apart: programs of service managers and container"
                            + " engines, and what ip or bpftool attached and left, which stay at"
                            + " their group or interface and are seen there. Not judged, and"
                            + " counted as such: types that are held in places which are not read"
                            + " (traffic control, filters of sockets, struct_ops). Evaded by a name"
                            + " in a bpf filesystem. Looking alike: programs whose descriptor is on"
                            + " its way between two processes or registered with an io_uring, and"
                            + " those that the kernel loads for itself (HID-BPF before 6.11).",
                    "Look with bpftool prog dump xlated at the program's number, and for hidden"
                            + " processes. Take the guest as compromised if nobody knows the"
                            + " program.");

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(DetectorContext context) throws IOException {
        Linux linux = context.linux();
        if (linux.kernel().symbols().address("prog_idr").isEmpty()) {
            context.notCovered("holders of BPF programs", "the kernel has no prog_idr");
            return;
        }
        Bpf bpf = new Bpf(linux);
        Partial<BpfProgram> programs = bpf.programs();
        Partial<BpfLink> links = bpf.links();
        BpfHolders holders = BpfHolders.of(linux, programs.items(), links.items());
        Stream.of(programs.missing(), links.missing(), holders.missing())
                .flatMap(List::stream)
                .forEach(gap -> context.notCovered(gap.what(), gap.why()));
        long judged = 0;
        for (BpfProgram program : programs.items()) {
            boolean held = holders.isHeld(program.gva());
            if (held || isJudged(program)) {
                judged++;
            }
            if (!held && isJudged(program)) {
                report(context, program, holders.of(program.gva()));
            }
        }
        context.lookedAt("holders of BPF programs", judged);
        context.lookedAt(
                "BPF programs of types whose holders are not all read",
                programs.items().size() - judged);
    }

    private static boolean isJudged(BpfProgram program) {
        return JUDGED.matcher(program.type()).matches()
                && !IN_MAPS.contains(program.expectedAttachType());
    }

    private static void report(DetectorContext context, BpfProgram program, List<BpfHolder> links) {
        String object = "BPF program %d (%s)".formatted(program.id(), program.name());
        List<String> present = new ArrayList<>(List.of("numbers of BPF programs"));
        links.forEach(link -> present.add(link.name() + ", which nobody has"));
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(
                new Evidence.CrossView(
                        object,
                        program.gva(),
                        present,
                        Stream.of(BpfHolder.Kind.values()).map(BpfHolder.Kind::place).toList()));
        program.references()
                .ifPresent(count ->
                        evidence.add(
                                new Evidence.Value(
                                        object,
                                        program.gva(),
                                        "aux->refcnt",
                                        Long.toString(count),
                                        "0, and the program freed")));
        context.report(
                Confidence.MEDIUM,
                "%s, tag %s".formatted(object, program.tag()),
                "%s of type %s stays loaded, and nobody has it".formatted(object, program.type()),
                evidence);
    }
}
