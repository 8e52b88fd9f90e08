package dev.yagura.detect.memory.hidden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Finding;
import dev.yagura.detect.GuestView;
import dev.yagura.detect.NotCovered;
import dev.yagura.detect.Scan;
import dev.yagura.detect.ScanReport;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.FakeTimers;
import dev.yagura.kernel.fixture.FakeWaits;
import dev.yagura.kernel.linux.Linux;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HiddenProcessDetectorTest {
    private static final int EXIT_DEAD = 0x10;
    private static final int EXIT_ZOMBIE = 0x20;

    private final FakeLinux fake = new FakeLinux();
    private final FakeTimers timers = new FakeTimers(fake);
    private final FakeWaits waits = new FakeWaits(fake);
    private final List<Finding> findings = new ArrayList<>();

    @BeforeEach
    void startsProcesses() {
        fake.process(1, 0, "init");
        fake.process(2, 0, "kthreadd");
        fake.process(10, 1, "server");
        fake.thread(11, 10, "server-io");
        fake.process(12, 10, "child");
    }

    private ScanReport scan(boolean live) {
        findings.clear();
        return Scan.of(
                        List.of(new HiddenProcessDetector()),
                        List.of(),
                        List.of(),
                        InstantSource.system())
                .run(GuestView.of(Linux.of(fake.guest().kernel()), live), findings::add);
    }

    private List<String> titles() {
        return findings.stream().map(Finding::title).toList();
    }

    @Test
    void cleanGuestGivesNothingAndSaysWhatWasSeen() {
        fake.run(fake.task(12));
        fake.enqueue(fake.task(11));

        ScanReport report = scan(false);

        assertThat(findings).isEmpty();
        assertThat(report.isComplete()).isTrue();
        assertThat(report.looked())
                .containsEntry("tasks in task list", 4L)
                .containsEntry("tasks in pid numbers", 5L)
                .containsEntry("tasks in thread group", 5L)
                .containsEntry("tasks in family tree", 4L)
                .containsEntry("tasks in run queues", 2L)
                .containsEntry("tasks in timers of sleepers", 0L)
                .containsEntry("tasks in waiters for pipes", 0L)
                .containsEntry("tasks in memory for tasks", 5L);
    }

    @Test
    void processMissingFromTheTaskListIsFound() {
        fake.unlink(fake.task(12), FakeLinux.TASKS);

        scan(false);

        assertThat(titles()).containsExactly("process 12 (child) is missing from task list");
        assertThat(findings.getFirst().confidence()).isEqualTo(Confidence.HIGH);
        assertThat(findings.getFirst().evidence())
                .singleElement()
                .isInstanceOfSatisfying(
                        Evidence.CrossView.class,
                        evidence -> {
                            assertThat(evidence.objectGva()).isEqualTo(fake.task(12));
                            assertThat(evidence.object()).startsWith("task 12 (child), process 12");
                            assertThat(evidence.absentFrom()).containsExactly("task list");
                            assertThat(evidence.presentIn())
                                    .containsExactly(
                                            "pid numbers",
                                            "thread group",
                                            "family tree",
                                            "memory for tasks");
                        });
    }

    @Test
    void processMissingFromAllButOneViewIsFound() {
        fake.unlink(fake.task(12), FakeLinux.TASKS);
        fake.unlink(fake.task(12), FakeLinux.SIBLING);
        fake.guest().u64(fake.pidSlot(12), 0);
        fake.run(fake.task(12));

        scan(false);

        assertThat(titles())
                .containsExactly(
                        "process 12 (child) is missing from task list, pid numbers, family tree");
    }

    @Test
    void taskThatOnlyRunsIsFoundWithLessConfidence() {
        fake.unlink(fake.task(12), FakeLinux.TASKS);
        fake.unlink(fake.task(12), FakeLinux.SIBLING);
        fake.unlink(fake.task(12), FakeLinux.THREAD_NODE);
        fake.guest().u64(fake.pidSlot(12), 0);
        fake.guest().u64(FakeLinux.structPage(fake.task(12)) + 8, 0); // its page is nobody's
        fake.run(fake.task(12));

        scan(false);

        assertThat(findings).extracting(Finding::confidence).containsExactly(Confidence.MEDIUM);
    }

    /** Takes a task out of all lists and numbers; nothing of it is left but its memory. */
    private long erase(int pid) {
        long task = fake.task(pid);
        fake.unlink(task, FakeLinux.TASKS);
        fake.unlink(task, FakeLinux.SIBLING);
        fake.guest().u64(fake.pidSlot(pid), 0);
        return task;
    }

    @Test
    void taskThatOnlyMemoryShowsIsFoundWithLessConfidence() {
        long task = erase(12);

        ScanReport report = scan(false);

        assertThat(report.isComplete()).isTrue();
        assertThat(titles())
                .containsExactly(
                        "process 12 (child) is missing from task list, pid numbers, family tree");
        assertThat(findings.getFirst().confidence()).isEqualTo(Confidence.MEDIUM);
        assertThat(findings.getFirst().evidence().getFirst().describe())
                .contains("0x" + Long.toHexString(task))
                .contains("is in thread group, memory for tasks and not in");
    }

    @Test
    void taskThatATimerIsToWakeIsFound() {
        long task = erase(12);
        fake.guest().u64(FakeLinux.structPage(task) + 8, 0); // its page is nobody's
        timers.sleep(1, task);

        scan(false);

        assertThat(findings).hasSize(1);
        assertThat(findings.getFirst().evidence().getFirst().describe())
                .contains("is in thread group, timers of sleepers and not in");
    }

    @Test
    void listedTasksThatSleepAreNoFindings() {
        timers.sleep(0, fake.task(12));
        timers.waitFor(2, fake.task(11));

        ScanReport report = scan(false);

        assertThat(findings).isEmpty();
        assertThat(report.looked()).containsEntry("tasks in timers of sleepers", 2L);
    }

    @Test
    void taskThatWaitsForAPipeIsFoundByItsOtherEnd() {
        long task = erase(12);
        fake.guest().u64(FakeLinux.structPage(task) + 8, 0); // its page is nobody's
        long pipe = waits.pipe();
        waits.open(fake.task(10), "pipefifo_fops", pipe);
        waits.wait(pipe + FakeWaits.PIPE_READ, task, "autoremove_wake_function");

        scan(false);

        assertThat(titles())
                .containsExactly(
                        "process 12 (child) is missing from task list, pid numbers, family tree");
        assertThat(findings.getFirst().confidence()).isEqualTo(Confidence.MEDIUM);
        assertThat(findings.getFirst().evidence().getFirst().describe())
                .contains("is in thread group, waiters for pipes and not in");
    }

    @Test
    void taskThatWaitsForAFutexLeadsToThoseThatWaitForWhatItHas() {
        long first = erase(12);
        long second = fake.process(20, 1, "second");
        erase(20);
        fake.guest().u64(FakeLinux.structPage(first) + 8, 0);
        fake.guest().u64(FakeLinux.structPage(second) + 8, 0);
        waits.futex(7, first);
        long pipe = waits.pipe();
        waits.open(first, "pipefifo_fops", pipe);
        waits.select(pipe + FakeWaits.PIPE_READ, second);

        scan(false);

        assertThat(titles())
                .containsExactly(
                        "process 12 (child) is missing from task list, pid numbers, family tree",
                        "process 20 (second) is missing from task list, pid numbers, family tree");
    }

    @Test
    void waiterThatOnlyMemoryLeadsToIsNamedByBoth() {
        long task = erase(12);
        waits.wait(waits.children(task), task, "child_wait_callback");

        scan(false);

        assertThat(findings.getFirst().confidence()).isEqualTo(Confidence.HIGH);
        assertThat(findings.getFirst().evidence().getFirst().describe())
                .contains("is in thread group, waiters for children, memory for tasks and not in");
    }

    @Test
    void listedTasksThatWaitAreNoFindings() {
        waits.wait(waits.children(fake.task(10)), fake.task(11), "child_wait_callback");
        waits.futex(1, fake.task(12));

        ScanReport report = scan(false);

        assertThat(findings).isEmpty();
        assertThat(report.isComplete()).isTrue();
        assertThat(report.looked())
                .containsEntry("tasks in waiters for children", 1L)
                .containsEntry("tasks in waiters for futexes", 1L);
    }

    @Test
    void waitQueueThatIsBrokenIsAGapOfItsKindAlone() {
        fake.unlink(fake.task(12), FakeLinux.TASKS);
        fake.guest().u64(waits.children(fake.task(10)) + FakeWaits.HEAD, 0);

        ScanReport report = scan(false);

        assertThat(titles()).containsExactly("process 12 (child) is missing from task list");
        assertThat(report.notCovered())
                .extracting(NotCovered::what)
                .containsExactly("waiters for children");
    }

    @Test
    void memoryOfATaskThatIsGoneIsNoFinding() {
        fake.process(20, 1, "unused");
        fake.process(21, 1, "zombie");
        fake.process(22, 1, "no-stack");
        fake.guest().u32(erase(20) + FakeLinux.USAGE, 0);
        fake.guest().u64(erase(21) + FakeLinux.STACK, 0);
        fake.guest().u32(fake.read(erase(22) + FakeLinux.STACK), 0);

        ScanReport report = scan(false);

        assertThat(findings).isEmpty();
        assertThat(report.looked()).containsEntry("tasks in memory for tasks", 5L);
    }

    @Test
    void copyOfAnotherTaskMayBeInTheMakingAndIsAGap() {
        long task = erase(12);
        fake.unlink(task, FakeLinux.THREAD_NODE);
        fake.guest()
                .u32(task + 0x1a8, 10)
                .u64(task + 0x240, fake.read(fake.task(10) + 0x240))
                .u64(task + 0x268, fake.read(fake.task(10) + 0x268));

        ScanReport report = scan(false);

        assertThat(findings).isEmpty();
        assertThat(report.notCovered())
                .extracting(NotCovered::what)
                .containsExactly("task at 0x" + Long.toHexString(task));
    }

    @Test
    void slabThatClaimsTooManyTasksIsAGapOfMemoryAlone() {
        erase(12);
        timers.sleep(0, fake.task(12));
        fake.guest().u64(FakeLinux.structPage(fake.task(12)) + 40, 0x7fff_0000L);

        ScanReport report = scan(false);

        assertThat(findings).hasSize(1);
        assertThat(report.notCovered())
                .extracting(NotCovered::what)
                .containsExactly("memory for tasks");
        assertThat(report.notCovered().getFirst().why()).contains("objects is 32767, expected 1..");
    }

    @Test
    void cacheWithoutASlabIsAGap() {
        long cache = fake.guest().kernel().symbols().address("task_struct_cachep").orElseThrow();
        long other = fake.guest().allocate(64);
        fake.guest().u64(cache, other).u32(other + 24, 1024);

        ScanReport report = scan(false);

        assertThat(report.notCovered())
                .extracting(NotCovered::why)
                .containsExactly("task_struct_cachep: has no page of RAM, expected at least one");
    }

    @Test
    void threadMissingFromItsProcessIsFound() {
        fake.unlink(fake.task(11), FakeLinux.THREAD_NODE);

        scan(false);

        assertThat(titles()).containsExactly("thread 11 (server-io) is missing from thread group");
    }

    @Test
    void leaderIsFoundThroughItsThread() {
        long leader = fake.task(10);
        fake.unlink(leader, FakeLinux.TASKS);
        fake.unlink(leader, FakeLinux.SIBLING);
        fake.unlink(leader, FakeLinux.THREAD_NODE);
        fake.guest().u64(fake.pidSlot(10), 0);

        scan(false);

        assertThat(titles())
                .containsExactly(
                        "process 10 (server) is missing from task list, pid numbers, thread group,"
                                + " family tree");
        assertThat(findings.getFirst().evidence().getFirst().describe())
                .contains("is in leader pointers, memory for tasks and not in");
    }

    @Test
    void idleTaskOnTheRunQueueIsNoFinding() {
        fake.run(fake.initTask());

        scan(false);

        assertThat(findings).isEmpty();
    }

    @Test
    void taskThatCallsItselfIdleIsFound() {
        fake.unlink(fake.task(12), FakeLinux.TASKS);
        fake.guest().u32(fake.task(12) + FakeLinux.FLAGS, 0x2);

        scan(false);

        assertThat(findings).hasSize(1);
    }

    @Test
    void taskThatLeavesTheListsIsNoFinding() {
        long task = fake.task(12);
        fake.unlink(task, FakeLinux.TASKS);
        fake.guest()
                .u32(task + FakeLinux.EXIT_STATE, EXIT_DEAD)
                .u64(task + FakeLinux.MM, 0)
                .u64(task + FakeLinux.FILES, 0);

        scan(false);

        assertThat(findings).isEmpty();
    }

    @Test
    void taskThatOnlyClaimsToBeDeadIsFound() {
        long task = fake.task(12);
        fake.unlink(task, FakeLinux.TASKS);
        fake.guest().u32(task + FakeLinux.EXIT_STATE, EXIT_DEAD);

        scan(false);

        assertThat(findings).hasSize(1);
    }

    @Test
    void zombieIsOnTheListsAndNoFinding() {
        long task = fake.task(12);
        fake.guest().u32(task + FakeLinux.EXIT_STATE, EXIT_ZOMBIE).u64(task + FakeLinux.MM, 0);

        scan(false);

        assertThat(findings).isEmpty();
    }

    @Test
    void taskThatIsJustBeingMadeIsNoFinding() {
        long task = fake.task(12);
        fake.unlink(task, FakeLinux.TASKS);
        fake.guest().u32(task + FakeLinux.STATE, 0x800);

        scan(false);

        assertThat(findings).isEmpty();
    }

    @Test
    void differenceThatLastsInARunningGuestIsFound() {
        fake.unlink(fake.task(12), FakeLinux.TASKS);

        scan(true);

        assertThat(findings).hasSize(1);
    }

    @Test
    void differenceThatTheNextLookDoesNotShowIsNoFinding() {
        fake.unlink(fake.task(12), FakeLinux.TASKS);
        fake.guest()
                .beforeNextLooks(() ->
                        fake.addTail(
                                fake.initTask() + FakeLinux.TASKS,
                                fake.task(12) + FakeLinux.TASKS));

        ScanReport report = scan(true);

        assertThat(findings).isEmpty();
        assertThat(report.isComplete()).isTrue();
    }

    @Test
    void anotherTaskInTheSamePlaceIsNoConfirmation() {
        fake.unlink(fake.task(12), FakeLinux.TASKS);
        // Each look shows a task there, but never the same: numbers are used again.
        Runnable other =
                () -> fake.guest().u64(fake.task(12) + 0x240, fake.read(fake.task(12) + 0x240) + 1);
        fake.guest().beforeNextLooks(other, other, other, other, other);

        scan(true);

        assertThat(findings).isEmpty();
    }

    @Test
    void brokenTaskListIsAGapAndNoFinding() {
        fake.guest().u64(fake.task(2) + FakeLinux.TASKS, 0xdead_0000_0000_0100L);

        ScanReport report = scan(false);

        assertThat(findings).isEmpty();
        assertThat(report.notCovered()).extracting(NotCovered::what).containsExactly("task list");
    }

    @Test
    void listThatWasTornWhileItChangedIsReadAgain() {
        long node = fake.task(2) + FakeLinux.TASKS;
        long next = fake.read(node);
        fake.guest().u64(node, 0);
        fake.guest().beforeNextLooks(() -> fake.guest().u64(node, next));
        fake.unlink(fake.task(12), FakeLinux.TASKS);

        ScanReport report = scan(true);

        assertThat(report.isComplete()).isTrue();
        assertThat(titles()).containsExactly("process 12 (child) is missing from task list");
    }

    @Test
    void emptyTaskListIsAGap() {
        fake.emptyList(fake.initTask() + FakeLinux.TASKS);

        ScanReport report = scan(false);

        assertThat(report.isComplete()).isFalse();
        assertThat(report.notCovered().getFirst().why())
                .isEqualTo("is empty, expected at least one process");
    }

    @Test
    void unreadableCpusAreAGapOfTheirViewsAlone() {
        fake.unlink(fake.task(12), FakeLinux.TASKS);
        fake.guest()
                .u64(
                        fake.guest()
                                .kernel()
                                .symbols()
                                .address("__cpu_possible_mask")
                                .orElseThrow(),
                        0);

        ScanReport report = scan(false);

        assertThat(report.notCovered())
                .extracting(NotCovered::what)
                .containsExactly("run queues", "timers of sleepers", "waiters for futexes");
        assertThat(titles()).containsExactly("process 12 (child) is missing from task list");
    }

    @Test
    void taskOutsideMemoryIsAGap() {
        fake.guest().u64(fake.read(fake.pidSlot(12)) + 16, 0xffff_c900_0000_01e0L);

        ScanReport report = scan(false);

        assertThat(report.notCovered())
                .extracting(NotCovered::what)
                .containsExactly("task at 0xffffc90000000000");
    }
}
