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
import dev.yagura.memory.paging.PageNotPresentException;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds processes that pass themselves off as threads of the kernel. */
final class MasqueradeDetector implements Detector {
    private static final int KTHREADD = 2;

    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.process.kernel-thread-masquerade",
                    "process looks like a thread of the kernel",
                    Severity.CRITICAL,
                    List.of("T1036.004", "T1036.011"),
                    "A process with a program of its own must not be called as this guest's kernel"
                            + " threads are (numbers in the name aside), nor show arguments in"
                            + " brackets, as ps prints kernel threads. And what the kernel holds for"
                            + " a thread of its own must have been started by kthreadd, not have"
                            + " the memory of a process. Looking alike: a thread of the kernel that"
                            + " works in a process's memory for a while (vhost); it is kthreadd's"
                            + " child. Not seen: names that this kernel has no thread of.",
                    "Look at the process's program and who started it; kill no kernel thread.");

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(DetectorContext context) throws IOException {
        List<Task> all = context.linux().tasks().processes();
        Set<String> shapes = new HashSet<>();
        all.stream()
                .filter(task -> task.kernelThread() && task.ppid() <= KTHREADD)
                .forEach(task -> {
                    shapes.add(shape(task.comm()));
                    shapes.add(shape(task.displayName()));
                });
        EachProcess.of(context, "processes' names", process -> judge(context, process, shapes));
    }

    private static void judge(DetectorContext context, Task process, Set<String> shapes)
            throws IOException {
        boolean hasMemory = context.linux().tasks().at(process.gva()).mmGva() != 0;
        if (process.kernelThread()) {
            boolean stray = process.ppid() != KTHREADD && process.tgid() != KTHREADD;
            if (hasMemory && stray) {
                report(
                        context,
                        process,
                        "task_struct.flags",
                        "PF_KTHREAD, with an mm_struct, and parent %d".formatted(process.ppid()),
                        "a thread of the kernel to be kthreadd's and to have no memory of its own",
                        Confidence.HIGH);
            }
            return;
        }
        if (!hasMemory) {
            return; // A zombie.
        }
        if (shapes.contains(shape(process.comm()))) {
            if (isInExecve(context, process)) {
                return; // Helpers that the kernel starts have its thread's name up to there.
            }
            report(
                    context,
                    process,
                    "task_struct.comm",
                    process.comm(),
                    "a name that no thread of this kernel has",
                    Confidence.HIGH);
            return;
        }
        Optional<String> arguments = arguments(context, process);
        if (arguments.filter(MasqueradeDetector::isBracketed).isPresent()) {
            report(
                    context,
                    process,
                    "arguments",
                    arguments.get(),
                    "arguments without brackets around them",
                    shapes.contains(shape(inside(arguments.get())))
                            ? Confidence.HIGH
                            : Confidence.MEDIUM);
        }
    }

    private static boolean isInExecve(DetectorContext context, Task process) throws IOException {
        return Processes.of(context.linux())
                .program(process)
                .filter(program -> program.codeStart() == 0)
                .isPresent();
    }

    /** What is swapped out says nothing against the process. */
    private static Optional<String> arguments(DetectorContext context, Task process)
            throws IOException {
        try {
            return context.linux()
                    .tasks()
                    .commandLine(process)
                    .map(words -> String.join(" ", words).strip());
        } catch (PageNotPresentException e) {
            return Optional.empty();
        }
    }

    private static boolean isBracketed(String arguments) {
        return arguments.length() > 2 && arguments.startsWith("[") && arguments.endsWith("]");
    }

    private static String inside(String bracketed) {
        return bracketed.substring(1, bracketed.length() - 1);
    }

    /** Returns a name with {@code #} for each number, and without what a worker works on. */
    private static String shape(String name) {
        StringBuilder shape = new StringBuilder();
        int end = name.startsWith("kworker/") ? workEnd(name) : name.length();
        for (int i = 0; i < end; i++) {
            char c = name.charAt(i);
            if (!Character.isDigit(c)) {
                shape.append(c);
            } else if (shape.isEmpty() || shape.charAt(shape.length() - 1) != '#') {
                shape.append('#');
            }
        }
        return shape.toString();
    }

    private static int workEnd(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) == '-' || name.charAt(i) == '+') {
                return i;
            }
        }
        return name.length();
    }

    private static void report(
            DetectorContext context,
            Task process,
            String field,
            String found,
            String expected,
            Confidence confidence)
            throws IOException {
        context.report(
                confidence,
                EachProcess.subject(process),
                "%s is a process and looks like a thread of the kernel"
                        .formatted(EachProcess.name(process)),
                List.of(
                        new Evidence.Value(
                                EachProcess.name(process), process.gva(), field, found, expected),
                        ProcessEvidence.of(context.linux(), process)));
    }
}
