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
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Finds threads that a debugger holds. */
final class TracedDetector implements Detector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.process.traced",
                    "process is being debugged",
                    Severity.WARNING,
                    List.of("T1055.008"),
                    "Looks at the flag that the kernel keeps in each thread while another process"
                            + " has attached to it with ptrace. A debugger of root's (gdb, strace…)"
                            + " lowers the confidence. A process that debugs itself through a child"
                            + " to keep others from it is reported too. Not seen: who attached, wrote"
                            + " and let go before the look; what was written shows in"
                            + " linux.process.injected-code.",
                    "Ask who debugs on this VM. If nobody does, look at both processes' memory.");

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(DetectorContext context) throws IOException {
        Processes processes = Processes.of(context.linux());
        Programs programs = Programs.of(context.linux());
        EachProcess.of(
                context,
                "processes that may be debugged",
                process -> {
                    for (Task thread : context.linux().tasks().threads(process)) {
                        OptionalInt tracer = processes.tracer(thread);
                        if (tracer.isPresent()) {
                            report(context, programs, process, thread, tracer.getAsInt());
                            return;
                        }
                    }
                });
    }

    private static void report(
            DetectorContext context, Programs programs, Task process, Task thread, int tracer)
            throws IOException {
        Optional<Task> debugger =
                context.linux().tasks().processes().stream()
                        .filter(task -> task.tgid() == tracer)
                        .findFirst();
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(
                new Evidence.Value(
                        "thread %d of %s".formatted(thread.pid(), EachProcess.name(process)),
                        thread.gva(),
                        "ptrace",
                        "set, debugged by process %d".formatted(tracer),
                        "0"));
        evidence.add(ProcessEvidence.of(context.linux(), process));
        if (debugger.isPresent()) {
            evidence.add(ProcessEvidence.of(context.linux(), debugger.get()));
        }
        context.report(
                isDebugger(programs, debugger) ? Confidence.LOW : Confidence.MEDIUM,
                EachProcess.subject(process),
                "%s is debugged by %s"
                        .formatted(
                                EachProcess.name(process),
                                debugger.map(EachProcess::name).orElse("process " + tracer)),
                evidence);
    }

    private static boolean isDebugger(Programs programs, Optional<Task> task) throws IOException {
        return task.isPresent()
                && programs.of(task.get())
                        .filter(loaded -> Programs.isRoots(loaded.file()))
                        .filter(loaded ->
                                KnownNames.DEBUGGERS.has(
                                        Programs.baseName(loaded.file().path().name())))
                        .isPresent();
    }
}
