package dev.yagura.detect.memory.control;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.ProcessEvidence;
import dev.yagura.detect.Severity;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.stack.KernelStacks;
import dev.yagura.kernel.linux.stack.ReturnAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Finds threads that sleep in code of nobody. */
final class KernelStackDetector implements Detector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.stack.unknown-code",
                    "thread sleeps in kernel code of nobody",
                    Severity.CRITICAL,
                    List.of("T1014"),
                    "What a thread that no CPU runs will return to in the kernel must lie in the"
                            + " image, the text of a listed module, or in code that BPF, a tracer or"
                            + " kprobes made. A return address is a word on the thread's kernel"
                            + " stack, from its stack pointer on, that leads to executable memory"
                            + " with a call before it. Not seen: threads that run at the moment,"
                            + " those that are gone from the list of tasks (see"
                            + " linux.process.hidden), code that never sleeps, and calls by a"
                            + " jump. What is left on a stack of a call that has returned counts"
                            + " too. Nothing benign looks alike: a module cannot be removed while a"
                            + " thread sleeps in it.",
                    "Look at the thread in `yagura show VM kernel-stacks`: what is around the unknown"
                            + " address tells what it waits for. Extract the memory there and"
                            + " disassemble it. Take the guest as compromised: capture its memory"
                            + " before anything else, then isolate it.");

    private static final String THREADS = "kernel stacks";

    /** Findings that are told one by one; a guest that has more has made up its stacks. */
    private static final int MAX_REPORTED = 100;

    /** Addresses that one finding shows. */
    private static final int MAX_SHOWN = 8;

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(DetectorContext context) throws IOException {
        KernelStacks stacks = KernelStacks.of(context.linux());
        stacks.missing().forEach(gap -> context.notCovered(gap.what(), gap.why()));
        Partial.Collector<List<ReturnAddress>> unknown = Partial.collector();
        int threads = 0;
        for (Task task : context.linux().tasks().threads()) {
            threads++;
            unknown.add(
                    "kernel stack of %s".formatted(name(task)),
                    () ->
                            stacks.of(task).stream()
                                    .filter(address -> address.region().isEmpty())
                                    .toList());
        }
        Partial<List<ReturnAddress>> read = unknown.done();
        read.missing().forEach(gap -> context.notCovered(gap.what(), gap.why()));
        context.lookedAt(THREADS, threads);
        List<List<ReturnAddress>> found =
                read.items().stream().filter(stack -> !stack.isEmpty()).toList();
        for (List<ReturnAddress> stack : found.stream().limit(MAX_REPORTED).toList()) {
            report(context, stack);
        }
        if (found.size() > MAX_REPORTED) {
            context.notCovered(
                    THREADS,
                    "%d lead astray beyond these %d"
                            .formatted(found.size() - MAX_REPORTED, MAX_REPORTED));
        }
    }

    private static String name(Task task) {
        return task.isLeader()
                ? "process %d (%s)".formatted(task.pid(), task.comm())
                : "thread %d (%s) of process %d".formatted(task.pid(), task.comm(), task.tgid());
    }

    private static void report(DetectorContext context, List<ReturnAddress> stack)
            throws IOException {
        Task task = stack.getFirst().task();
        List<Evidence> evidence = new ArrayList<>();
        for (ReturnAddress address : stack.stream().limit(MAX_SHOWN).toList()) {
            evidence.add(
                    new Evidence.Pointer(
                            "return address %d on the kernel stack of %s"
                                    .formatted(address.number(), name(task)),
                            address.slotGva(),
                            address.gva(),
                            "no known code",
                            "code of the image, a listed module, BPF, a tracer or kprobes"));
        }
        evidence.add(ProcessEvidence.of(context.linux(), task));
        context.report(
                Confidence.HIGH,
                "kernel stack of %s".formatted(name(task)),
                "%s sleeps in code of nobody at 0x%x".formatted(name(task), stack.getFirst().gva()),
                evidence);
    }
}
