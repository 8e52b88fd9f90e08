package dev.yagura.detect.memory.bpf;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.bpf.Attachments;
import dev.yagura.kernel.linux.bpf.Bpf;
import dev.yagura.kernel.linux.bpf.BpfProgram;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Finds BPF programs that do what rootkits made of them do. */
final class SuspiciousProgramDetector implements Detector {
    private static final List<String> CALLS =
            List.of("bpf_probe_write_user", "bpf_override_return");

    /** Functions whose answers rootkits change. */
    private static final Pattern SENSITIVE =
            Pattern.compile(
                    "(__x64_sys_|__ia32_sys_|__se_sys_|__do_sys_|ksys_|vfs_|sys_enter_|sys_exit_)?"
                            + "(getdents(64)?|kill|filldir(64)?|iterate_dir|read|recvmsg|openat)"
                            + "|(tcp[46]|udp[46]?)_seq_show|bpf_lsm_(task_kill|inode_getattr|bpf)"
                            + "|do_kill|kill_something_info|security_(bpf|task_kill)");

    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.bpf.suspicious",
                    "BPF program that changes what programs see",
                    Severity.CRITICAL,
                    List.of("T1014", "T1562", "T1056"),
                    "Reads the instructions of every loaded BPF program. One that"
                            + " writes into the memory of programs (bpf_probe_write_user) or"
                            + " makes kernel functions fail (bpf_override_return) is reported;"
                            + " with high confidence if it is attached to the listing of"
                            + " directories, to signals, to reads, or to what shows sockets. So"
                            + " is a program that is attached to such a place without these"
                            + " calls, with less. Attachment is read from the program itself and"
                            + " from the kernel's probes. Not seen: programs at user-space"
                            + " probes, and places that a raw tracepoint tells apart by itself."
                            + " Looking alike: fault injection for tests, and observers of the"
                            + " same functions, which do not write: confidence is medium or low.",
                    "Look with bpftool prog dump xlated at the program's number, and"
                            + " who loaded it. Take the guest as compromised if nobody knows the"
                            + " program.");

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(DetectorContext context) throws IOException {
        Linux linux = context.linux();
        if (linux.kernel().symbols().address("prog_idr").isEmpty()) {
            context.notCovered("BPF programs", "the kernel has no prog_idr");
            return;
        }
        Map<Long, String> calls = new LinkedHashMap<>();
        for (String name : CALLS) {
            OptionalLong address = linux.kernel().symbols().address(name);
            address.ifPresent(gva -> calls.put(gva, name));
        }
        Partial<BpfProgram> programs = new Bpf(linux).programs();
        programs.missing().forEach(gap -> context.notCovered(gap.what(), gap.why()));
        Partial<Attachments.Attachment> attachments = Attachments.list(linux);
        attachments.missing().forEach(gap -> context.notCovered(gap.what(), gap.why()));
        context.lookedAt("BPF programs", programs.items().size());
        for (BpfProgram program : programs.items()) {
            judge(context, program, calls, attachments.items());
        }
    }

    private static void judge(
            DetectorContext context,
            BpfProgram program,
            Map<Long, String> calls,
            List<Attachments.Attachment> attachments) {
        String object = "BPF program %d (%s)".formatted(program.id(), program.name());
        List<Evidence> evidence = new ArrayList<>();
        List<String> does = new ArrayList<>();
        for (long helper : program.helpers()) {
            String name = calls.get(helper);
            if (name != null) {
                does.add("calls " + name);
                evidence.add(
                        new Evidence.Value(
                                object, program.gva(), "call", name, "calls that only read"));
            }
        }
        boolean writes = !does.isEmpty();
        List<String> places = new ArrayList<>();
        program.attachTo().ifPresent(places::add);
        attachments.stream()
                .filter(attachment -> attachment.programGva() == program.gva())
                .map(Attachments.Attachment::function)
                .forEach(places::add);
        boolean sensitive = false;
        for (String place : places) {
            if (SENSITIVE.matcher(place).matches()) {
                sensitive = true;
                does.add("is attached to " + place);
                evidence.add(
                        new Evidence.Value(
                                object, program.gva(), "attached to", place, "another place"));
            }
        }
        if (!evidence.isEmpty()) {
            Confidence both = sensitive ? Confidence.HIGH : Confidence.MEDIUM;
            context.report(
                    writes ? both : Confidence.LOW,
                    "%s, tag %s".formatted(object, program.tag()),
                    "%s %s".formatted(object, String.join(", ", does)),
                    evidence);
        }
    }
}
