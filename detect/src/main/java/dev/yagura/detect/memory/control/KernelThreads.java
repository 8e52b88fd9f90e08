package dev.yagura.detect.memory.control;

import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.ProcessEvidence;
import dev.yagura.detect.Severity;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.process.KernelThread;
import dev.yagura.kernel.linux.process.Processes;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** What threads of the kernel run. */
final class KernelThreads {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.kthread.unknown-code",
                    "kernel thread runs code of nobody",
                    Severity.CRITICAL,
                    List.of("T1014"),
                    "The function that a kernel thread was made for must lie in the"
                            + " kernel image or in the text of a module that the kernel lists."
                            + " Not seen: threads that are gone from the list of tasks (see"
                            + " linux.process.hidden), and work that a thread of the kernel's own"
                            + " was given. Nothing benign looks alike: a module cannot be removed"
                            + " while a thread runs in it.",
                    "Read the evidence's target with a disassembler; look which module owned its"
                            + " memory. Take the guest as compromised: capture its memory before"
                            + " anything else, then isolate it.");

    private KernelThreads() {}

    static Detector detector() {
        return new PointerDetector(INFO, "kernel threads", false, KernelThreads::read);
    }

    private static Partial<Slot> read(Linux linux, TargetJudge judge) throws IOException {
        Processes processes = Processes.of(linux);
        Partial.Collector<Slot> slots = Partial.collector();
        for (Task task : linux.tasks().threads()) {
            if (task.kernelThread()) {
                slots.add(
                        "kernel thread %d".formatted(task.pid()),
                        () -> slot(linux, judge, processes.kernelThread(task)));
            }
        }
        return slots.done();
    }

    private static Slot slot(Linux linux, TargetJudge judge, KernelThread thread)
            throws IOException {
        Slot slot =
                Slot.of(
                                "function of its struct kthread",
                                thread.gva(),
                                thread.functionGva(),
                                Set.of(Slot.User.MODULES),
                                "a function of the image or of a listed module")
                        .about(
                                "kernel thread %d (%s)"
                                        .formatted(thread.task().pid(), thread.task().comm()));
        if (thread.functionGva() == 0 || judge.doubt(slot).isEmpty()) {
            return slot;
        }
        Evidence who = ProcessEvidence.of(linux, thread.task());
        return slot.with(List.of(who));
    }
}
