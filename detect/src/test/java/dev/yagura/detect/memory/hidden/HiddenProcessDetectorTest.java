package dev.yagura.detect.memory.hidden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Finding;
import dev.yagura.detect.NotCovered;
import dev.yagura.detect.ScanReport;
import dev.yagura.kernel.fixture.FakeLinux;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tasks that are missing from one list and not from another. */
class HiddenProcessDetectorTest {
    private static final int EXIT_DEAD = 0x10;
    private static final int EXIT_ZOMBIE = 0x20;

    private final HiddenProcessScan scan = new HiddenProcessScan();
    private final FakeLinux fake = scan.fake;
    private final List<Finding> findings = scan.findings;

    @Test
    void cleanGuestGivesNothingAndSaysWhatWasSeen() {
        fake.run(fake.task(12));
        fake.enqueue(fake.task(11));

        ScanReport report = scan.run(false);

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

        scan.run(false);

        assertThat(scan.titles()).containsExactly("process 12 (child) is missing from task list");
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

        scan.run(false);

        assertThat(scan.titles())
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

        scan.run(false);

        assertThat(findings).extracting(Finding::confidence).containsExactly(Confidence.MEDIUM);
    }

    @Test
    void threadMissingFromItsProcessIsFound() {
        fake.unlink(fake.task(11), FakeLinux.THREAD_NODE);

        scan.run(false);

        assertThat(scan.titles())
                .containsExactly("thread 11 (server-io) is missing from thread group");
    }

    @Test
    void leaderIsFoundThroughItsThread() {
        long leader = fake.task(10);
        fake.unlink(leader, FakeLinux.TASKS);
        fake.unlink(leader, FakeLinux.SIBLING);
        fake.unlink(leader, FakeLinux.THREAD_NODE);
        fake.guest().u64(fake.pidSlot(10), 0);

        scan.run(false);

        assertThat(scan.titles())
                .containsExactly(
                        "process 10 (server) is missing from task list, pid numbers, thread group,"
                                + " family tree");
        assertThat(findings.getFirst().evidence().getFirst().describe())
                .contains("is in leader pointers, memory for tasks and not in");
    }

    @Test
    void idleTaskOnTheRunQueueIsNoFinding() {
        fake.run(fake.initTask());

        scan.run(false);

        assertThat(findings).isEmpty();
    }

    @Test
    void taskThatCallsItselfIdleIsFound() {
        fake.unlink(fake.task(12), FakeLinux.TASKS);
        fake.guest().u32(fake.task(12) + FakeLinux.FLAGS, 0x2);

        scan.run(false);

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

        scan.run(false);

        assertThat(findings).isEmpty();
    }

    @Test
    void taskThatOnlyClaimsToBeDeadIsFound() {
        long task = fake.task(12);
        fake.unlink(task, FakeLinux.TASKS);
        fake.guest().u32(task + FakeLinux.EXIT_STATE, EXIT_DEAD);

        scan.run(false);

        assertThat(findings).hasSize(1);
    }

    @Test
    void zombieIsOnTheListsAndNoFinding() {
        long task = fake.task(12);
        fake.guest().u32(task + FakeLinux.EXIT_STATE, EXIT_ZOMBIE).u64(task + FakeLinux.MM, 0);

        scan.run(false);

        assertThat(findings).isEmpty();
    }

    @Test
    void taskThatIsJustBeingMadeIsNoFinding() {
        long task = fake.task(12);
        fake.unlink(task, FakeLinux.TASKS);
        fake.guest().u32(task + FakeLinux.STATE, 0x800);

        scan.run(false);

        assertThat(findings).isEmpty();
    }

    @Test
    void differenceThatLastsInARunningGuestIsFound() {
        fake.unlink(fake.task(12), FakeLinux.TASKS);

        scan.run(true);

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

        ScanReport report = scan.run(true);

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

        scan.run(true);

        assertThat(findings).isEmpty();
    }

    @Test
    void brokenTaskListIsAGapAndNoFinding() {
        fake.guest().u64(fake.task(2) + FakeLinux.TASKS, 0xdead_0000_0000_0100L);

        ScanReport report = scan.run(false);

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

        ScanReport report = scan.run(true);

        assertThat(report.isComplete()).isTrue();
        assertThat(scan.titles()).containsExactly("process 12 (child) is missing from task list");
    }

    @Test
    void emptyTaskListIsAGap() {
        fake.emptyList(fake.initTask() + FakeLinux.TASKS);

        ScanReport report = scan.run(false);

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

        ScanReport report = scan.run(false);

        assertThat(report.notCovered())
                .extracting(NotCovered::what)
                .containsExactly("run queues", "timers of sleepers", "waiters for futexes");
        assertThat(scan.titles()).containsExactly("process 12 (child) is missing from task list");
    }

    @Test
    void taskOutsideMemoryIsAGap() {
        fake.guest().u64(fake.read(fake.pidSlot(12)) + 16, 0xffff_c900_0000_01e0L);

        ScanReport report = scan.run(false);

        assertThat(report.notCovered())
                .extracting(NotCovered::what)
                .containsExactly("task at 0xffffc90000000000");
    }
}
