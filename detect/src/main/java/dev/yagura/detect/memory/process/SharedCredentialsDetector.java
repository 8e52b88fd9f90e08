package dev.yagura.detect.memory.process;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.ProcessEvidence;
import dev.yagura.detect.Severity;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.process.Processes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Finds processes that use the credentials of another. */
final class SharedCredentialsDetector implements Detector {
    /** Processes of one finding that are told one by one. */
    private static final int MAX_LISTED = 16;

    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.credentials.shared",
                    "processes share one set of credentials",
                    Severity.CRITICAL,
                    List.of("T1134", "T1068"),
                    "Each process has a struct cred of its own: fork copies it, and only threads of"
                            + " one process share. A rootkit that raises a process often points it to"
                            + " the credentials of init or of the kernel itself (init_cred). Reported"
                            + " are processes that share with another process, with a kernel thread,"
                            + " or use the kernel's own. Nothing benign is known to look alike. Not"
                            + " seen: credentials that were copied, or changed in place; see"
                            + " linux.credentials.raised.",
                    "Take the process that should not have these rights as the intruder's. Capture"
                            + " the guest's memory before anything else.");

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(DetectorContext context) throws IOException {
        Processes processes = Processes.of(context.linux());
        OptionalLong kernels = context.linux().kernel().symbols().address("init_cred");
        Map<Long, List<Task>> users = new LinkedHashMap<>();
        EachProcess.of(
                context,
                "processes' credentials",
                process -> {
                    long gva = processes.credentials(process).gva();
                    if (gva != 0) {
                        users.computeIfAbsent(gva, _ -> new ArrayList<>()).add(process);
                    }
                });
        for (Map.Entry<Long, List<Task>> entry : users.entrySet()) {
            boolean ofKernel =
                    kernels.isPresent() && kernels.getAsLong() == entry.getKey().longValue();
            boolean anyUser = entry.getValue().stream().anyMatch(task -> !task.kernelThread());
            if (anyUser && (ofKernel || entry.getValue().size() > 1)) {
                report(context, entry.getKey(), ofKernel, entry.getValue());
            }
        }
    }

    private static void report(
            DetectorContext context, long credentials, boolean ofKernel, List<Task> users)
            throws IOException {
        List<Evidence> evidence = new ArrayList<>();
        for (Task user : users.stream().limit(MAX_LISTED).toList()) {
            evidence.add(
                    new Evidence.Value(
                            EachProcess.name(user),
                            user.gva(),
                            "real_cred",
                            "0x%x%s".formatted(credentials, ofKernel ? ", init_cred" : ""),
                            "credentials of its own"));
        }
        Task raised = users.stream().filter(task -> !task.kernelThread()).toList().getLast();
        evidence.add(ProcessEvidence.of(context.linux(), raised));
        context.report(
                Confidence.HIGH,
                "credentials at 0x%x".formatted(credentials),
                ofKernel
                        ? "%s uses the credentials of the kernel itself"
                                .formatted(EachProcess.name(raised))
                        : "%s shares its credentials with %d other processes, first %s"
                                .formatted(
                                        EachProcess.name(raised),
                                        users.size() - 1,
                                        EachProcess.name(first(users, raised))),
                evidence);
    }

    private static Task first(List<Task> users, Task not) {
        return users.stream().filter(task -> task.gva() != not.gva()).findFirst().orElse(not);
    }
}
