package dev.yagura.kernel.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.DumpedGuests;
import dev.yagura.kernel.fixture.DumpedKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Objects of real guests against what each guest said about itself. */
@EnabledIfSystemProperty(
        named = "yagura.dumps",
        matches = ".+",
        disabledReason = "skipped: system property yagura.dumps names no directory of dumps")
class DumpedObjectsTest {

    static Stream<Path> folders() throws IOException {
        return DumpedGuests.folders().stream();
    }

    @ParameterizedTest
    @MethodSource("folders")
    void processesAreThoseOfProc(Path folder) throws IOException {
        List<String> expected =
                Files.readAllLines(folder.resolve("proc.txt")).stream()
                        .map(DumpedObjectsTest::withoutWork)
                        .toList();

        List<Task> tasks = Linux.of(DumpedKernel.open(folder)).tasks().processes();

        assertThat(tasks)
                .extracting(task ->
                        withoutWork(
                                "%d %d %d %s"
                                        .formatted(
                                                task.tgid(),
                                                task.ppid(),
                                                task.realUid(),
                                                task.displayName())))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    /** What a kworker did last differs between the reading of proc.txt and the dump. */
    private static String withoutWork(String line) {
        return line.replaceFirst("(kworker/[u0-9]+:[0-9]+H?)[-+].*", "$1");
    }

    @ParameterizedTest
    @MethodSource("folders")
    void pidNumbersAndThreadsAgree(Path folder) throws IOException {
        Linux linux = Linux.of(DumpedKernel.open(folder));

        List<Task> threads = linux.tasks().threads();

        assertThat(linux.pids().walk().complete())
                .extracting(Pids.Entry::taskGva)
                .containsExactlyInAnyOrderElementsOf(threads.stream().map(Task::gva).toList());
    }

    @ParameterizedTest
    @MethodSource("folders")
    void runQueuesHoldKnownTasksOnly(Path folder) throws IOException {
        Linux linux = Linux.of(DumpedKernel.open(folder));
        List<Long> known =
                new ArrayList<>(linux.tasks().threads().stream().map(Task::gva).toList());

        List<RunQueues.RunQueue> queues = linux.runQueues().list();

        assertThat(queues).hasSize(2).allMatch(queue -> queue.cuts().isEmpty());
        queues.forEach(queue -> known.add(queue.idleGva()));
        for (RunQueues.RunQueue queue : queues) {
            assertThat(known).containsAll(queue.tasks());
            assertThat(linux.tasks().at(queue.idleGva()).comm())
                    .isEqualTo("swapper/" + queue.cpu());
        }
    }

    @ParameterizedTest
    @MethodSource("folders")
    void programsAndArgumentsAreThoseThatWereStarted(Path folder) throws IOException {
        Tasks tasks = Linux.of(DumpedKernel.open(folder)).tasks();

        Map<String, Task> byName = new HashMap<>();
        tasks.processes().forEach(task -> byName.put(task.comm(), task));
        Task victim = Objects.requireNonNull(byName.get("busybox-victim"));
        Task kthreadd = Objects.requireNonNull(byName.get("kthreadd"));

        assertThat(tasks.executable(victim)).contains("/bin/busybox-victim");
        assertThat(tasks.commandLine(victim))
                .contains(List.of("busybox-victim", "sleep", "100002"));
        assertThat(tasks.executable(kthreadd)).isEmpty();
        assertThat(tasks.commandLine(kthreadd)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("folders")
    void modulesAreThoseOfProcModules(Path folder) throws IOException {
        List<String> expected = Files.readAllLines(folder.resolve("modules.txt"));

        List<KernelModule> modules = Linux.of(DumpedKernel.open(folder)).modules().list();

        assertThat(modules)
                .extracting(KernelModule::procLine)
                .containsExactlyElementsOf(expected.stream().map(String::stripTrailing).toList());
    }
}
