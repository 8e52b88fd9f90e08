package dev.yagura.it.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.yagura.kernel.KernelSources;
import dev.yagura.kernel.LinuxKernel;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Pids;
import dev.yagura.kernel.linux.RunQueues;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.wait.WaitKind;
import dev.yagura.kernel.linux.wait.WaitSink;
import dev.yagura.kernel.linux.wait.WaitStructures;
import dev.yagura.memory.Look;
import dev.yagura.memory.dump.Dump;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Objects of a dumped guest of the testkit's against each other: no view of the program shows the
 * kernel's own ways from one to the other.
 *
 * @param core the ELF core
 */
public record ObjectsInDump(Path core) {
    private static final int VCPUS = 2;

    /** Looks at a guest. */
    @FunctionalInterface
    private interface Check {
        void of(Linux linux) throws IOException;
    }

    /** Returns the tests. */
    public Stream<DynamicTest> tests() {
        return Stream.of(
                test("pid numbers and threads", ObjectsInDump::pidNumbersAndThreadsAgree),
                test("run queues", ObjectsInDump::runQueuesHoldKnownTasksOnly),
                test("waiters", ObjectsInDump::waitersAreKnownTasksThatWaitForIt),
                test("programs and arguments", ObjectsInDump::programsAreThoseThatWereStarted));
    }

    private DynamicTest test(String name, Check check) {
        return dynamicTest(
                name,
                () -> {
                    try (Dump dump = Dump.open(core)) {
                        Look look = new Look(dump);
                        check.of(
                                Linux.of(
                                        LinuxKernel.open(
                                                look, dump.registers(), KernelSources.NONE)));
                    }
                });
    }

    private static void pidNumbersAndThreadsAgree(Linux linux) throws IOException {
        List<Task> threads = linux.tasks().threads();

        assertThat(linux.pids().walk().complete())
                .extracting(Pids.Entry::taskGva)
                .containsExactlyInAnyOrderElementsOf(threads.stream().map(Task::gva).toList());
    }

    private static void runQueuesHoldKnownTasksOnly(Linux linux) throws IOException {
        List<Long> known =
                new ArrayList<>(linux.tasks().threads().stream().map(Task::gva).toList());

        List<RunQueues.RunQueue> queues = linux.runQueues().list();

        assertThat(queues).hasSize(VCPUS).allMatch(queue -> queue.cuts().isEmpty());
        queues.forEach(queue -> known.add(queue.idleGva()));
        for (RunQueues.RunQueue queue : queues) {
            assertThat(known).containsAll(queue.tasks());
            assertThat(linux.tasks().at(queue.idleGva()).comm())
                    .isEqualTo("swapper/" + queue.cpu());
        }
    }

    private static void waitersAreKnownTasksThatWaitForIt(Linux linux) throws IOException {
        Map<Long, String> known = new HashMap<>();
        linux.tasks().threads().forEach(task -> known.put(task.gva(), task.comm()));
        Set<String> found = new TreeSet<>();
        List<String> missing = new ArrayList<>();
        WaitStructures structures =
                new WaitStructures(
                        linux,
                        new WaitSink() {
                            @Override
                            public void waits(WaitKind kind, long taskGva) {
                                assertThat(known).containsKey(taskGva);
                                found.add(kind + " " + known.get(taskGva));
                            }

                            @Override
                            public void missing(WaitKind kind, String what, String why) {
                                missing.add("%s %s: %s".formatted(kind, what, why));
                            }
                        });
        structures.ofKernel();
        for (long task : known.keySet()) {
            structures.of(linux.tasks().at(task));
        }

        assertThat(missing).isEmpty();
        assertThat(found).contains("PIPE cat", "SOCKET nc", "TERMINAL head", "CHILD sh");
    }

    private static void programsAreThoseThatWereStarted(Linux linux) throws IOException {
        Task daemon = process(linux, "busybox-daemon");
        Task kthreadd = process(linux, "kthreadd");

        assertThat(linux.tasks().executable(daemon)).contains("/bin/busybox-daemon");
        assertThat(linux.tasks().commandLine(daemon))
                .contains(List.of("busybox-daemon", "sleep", "100002"));
        assertThat(linux.tasks().executable(kthreadd)).isEmpty();
        assertThat(linux.tasks().commandLine(kthreadd)).isEmpty();
    }

    private static Task process(Linux linux, String comm) throws IOException {
        return linux.tasks().processes().stream()
                .filter(task -> task.comm().equals(comm))
                .findFirst()
                .orElseThrow();
    }
}
