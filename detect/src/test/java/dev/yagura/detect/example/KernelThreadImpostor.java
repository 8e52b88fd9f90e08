package dev.yagura.detect.example;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence.CrossView;
import dev.yagura.detect.Severity;
import dev.yagura.kernel.linux.Task;
import java.io.IOException;
import java.util.List;

/** Finds programs that call themselves as a kernel worker thread does. */
public final class KernelThreadImpostor implements Detector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "example.process.impostor",
                    "program that poses as a kernel thread",
                    Severity.WARNING,
                    List.of("T1036.004"),
                    "Compares a task's name with the kernel's own mark for its threads (PF_KTHREAD)."
                            + " Evaded by any other name.",
                    "look at the program's file and parent: yagura show VM processes");

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(DetectorContext context) throws IOException {
        List<Task> processes = context.linux().tasks().processes();
        context.lookedAt("processes", processes.size());
        for (Task task : processes) {
            if (task.comm().startsWith("kworker/") && !task.kernelThread()) {
                String who = "task %d (%s)".formatted(task.pid(), task.comm());
                context.report(
                        Confidence.MEDIUM,
                        who,
                        who + " is no kernel thread",
                        List.of(
                                new CrossView(
                                        who,
                                        task.gva(),
                                        List.of("names of kernel workers"),
                                        List.of("tasks marked PF_KTHREAD"))));
            }
        }
    }
}
