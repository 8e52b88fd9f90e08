package dev.yagura.detect.memory.process;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.ProcessEvidence;
import dev.yagura.detect.Severity;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.process.Credentials;
import dev.yagura.kernel.linux.process.Processes;
import dev.yagura.kernel.linux.process.Program;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Finds processes that have more rights than they were started with. */
final class RaisedCredentialsDetector implements Detector {
    /** {@code PROC_USER_INIT_INO}, include/linux/proc_ns.h. */
    private static final long FIRST_USER_NAMESPACE = 0xEFFF_FFFDL;

    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.credentials.raised",
                    "process has more rights than it was started with",
                    Severity.CRITICAL,
                    List.of("T1068", "T1548"),
                    "When it starts a program, the kernel notes with which user, and whether the"
                            + " program's file gave it more (set-user-id, capabilities), in the"
                            + " process's auxiliary vector. A program that was started by an ordinary"
                            + " user, without more, cannot become root later, nor have capabilities"
                            + " beyond its ambient ones; sudo and its like start a new program, which"
                            + " has its own notes. A program with capabilities of its file may"
                            + " change its user; it is held less sure. Processes in user name spaces"
                            + " of their own are left out: their root is none outside. Not seen:"
                            + " rights raised before the program was started, which then looks as if"
                            + " root had started it, and notes that were changed as well.",
                    "Take the process and all that it started since as the intruder's, and the"
                            + " kernel as exploited. Capture the guest's memory.");

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(DetectorContext context) throws IOException {
        Processes processes = Processes.of(context.linux());
        EachProcess.of(
                context,
                "processes' rights",
                process -> {
                    Optional<Program> program = processes.program(process);
                    if (program.isPresent() && program.get().fileGva() != 0) {
                        judge(context, processes, process, program.get());
                    }
                });
    }

    private static void judge(
            DetectorContext context, Processes processes, Task process, Program program)
            throws IOException {
        if (!startedByUser(program) || !isInFirstUserNamespace(processes, process)) {
            return;
        }
        Credentials now = processes.credentials(process);
        List<Evidence> evidence = new ArrayList<>();
        long started = program.startedAs().orElse(0);
        if (now.uids().contains(0L)) {
            evidence.add(
                    new Evidence.Value(
                            "credentials of " + EachProcess.name(process),
                            now.gva(),
                            "uid, euid, suid, fsuid",
                            now.uids().toString(),
                            "no 0, since its program was started as user %d".formatted(started)));
        }
        long more = beyond(now, program);
        if (more != 0) {
            evidence.add(
                    new Evidence.Value(
                            "credentials of " + EachProcess.name(process),
                            now.gva(),
                            "cap_permitted",
                            "%016x more".formatted(more),
                            "no more than cap_ambient, %016x".formatted(now.ambient().orElse(0))));
        }
        if (evidence.isEmpty()) {
            return;
        }
        boolean root = now.uids().contains(0L);
        evidence.add(ProcessEvidence.of(context.linux(), process));
        context.report(
                confidence(root, program),
                EachProcess.subject(process),
                "%s was started as user %d and now has %s"
                        .formatted(
                                EachProcess.name(process),
                                started,
                                root ? "user 0" : "capabilities beyond"),
                evidence);
    }

    private static Confidence confidence(boolean root, Program program) {
        if (program.startedWithMore()) {
            return Confidence.LOW;
        }
        return root ? Confidence.HIGH : Confidence.MEDIUM;
    }

    private static boolean startedByUser(Program program) {
        return program.startedBy().orElse(0) != 0 && program.startedAs().orElse(0) != 0;
    }

    private static boolean isInFirstUserNamespace(Processes processes, Task process)
            throws IOException {
        Long number = processes.namespaces(process).numbers().get("user");
        return number == null || number == FIRST_USER_NAMESPACE;
    }

    /** Returns the capabilities that nothing accounts for. */
    private static long beyond(Credentials now, Program program) {
        OptionalLong permitted = now.permitted();
        if (program.startedWithMore() || permitted.isEmpty()) {
            return 0; // The file's own capabilities are not known here.
        }
        return permitted.getAsLong() & ~now.ambient().orElse(0);
    }
}
