package dev.yagura.detect.memory.hidden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Finding;
import dev.yagura.detect.NotCovered;
import dev.yagura.detect.ScanReport;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.FakeTimers;
import dev.yagura.kernel.fixture.FakeWaits;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tasks that no list has: found by who is to wake them, and by the memory that they lie in. */
class UnlistedTaskTest {
    private final HiddenProcessScan scan = new HiddenProcessScan();
    private final FakeLinux fake = scan.fake;
    private final FakeTimers timers = scan.timers;
    private final FakeWaits waits = scan.waits;
    private final List<Finding> findings = scan.findings;

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

        ScanReport report = scan.run(false);

        assertThat(report.isComplete()).isTrue();
        assertThat(scan.titles())
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

        scan.run(false);

        assertThat(findings).hasSize(1);
        assertThat(findings.getFirst().evidence().getFirst().describe())
                .contains("is in thread group, timers of sleepers and not in");
    }

    @Test
    void listedTasksThatSleepAreNoFindings() {
        timers.sleep(0, fake.task(12));
        timers.waitFor(2, fake.task(11));

        ScanReport report = scan.run(false);

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

        scan.run(false);

        assertThat(scan.titles())
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
        waits.futexes().enter(7, first);
        long pipe = waits.pipe();
        waits.open(first, "pipefifo_fops", pipe);
        waits.select(pipe + FakeWaits.PIPE_READ, second);

        scan.run(false);

        assertThat(scan.titles())
                .containsExactly(
                        "process 12 (child) is missing from task list, pid numbers, family tree",
                        "process 20 (second) is missing from task list, pid numbers, family tree");
    }

    @Test
    void waiterThatOnlyMemoryLeadsToIsNamedByBoth() {
        long task = erase(12);
        waits.wait(waits.children(task), task, "child_wait_callback");

        scan.run(false);

        assertThat(findings.getFirst().confidence()).isEqualTo(Confidence.HIGH);
        assertThat(findings.getFirst().evidence().getFirst().describe())
                .contains("is in thread group, waiters for children, memory for tasks and not in");
    }

    @Test
    void listedTasksThatWaitAreNoFindings() {
        waits.wait(waits.children(fake.task(10)), fake.task(11), "child_wait_callback");
        waits.futexes().enter(1, fake.task(12));

        ScanReport report = scan.run(false);

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

        ScanReport report = scan.run(false);

        assertThat(scan.titles()).containsExactly("process 12 (child) is missing from task list");
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

        ScanReport report = scan.run(false);

        assertThat(findings).isEmpty();
        assertThat(report.looked()).containsEntry("tasks in memory for tasks", 5L);
    }

    /** Gives a task number and start of another, as the kernel does when it begins to make one. */
    private void copy(long task, int of) {
        long original = fake.task(of);
        fake.guest()
                .u32(task + 0x1a8, of)
                .u64(task + 0x240, fake.read(original + 0x240))
                .u64(task + 0x268, fake.read(original + 0x268));
    }

    @Test
    void copyOfATaskThatRunsIsBeingMade() {
        long task = erase(12);
        fake.unlink(task, FakeLinux.THREAD_NODE);
        copy(task, 10);
        fake.guest().u32(task + FakeLinux.STATE, 0);

        ScanReport report = scan.run(false);

        assertThat(findings).isEmpty();
        assertThat(report.isComplete()).isTrue();
    }

    @Test
    void copyOfAnotherTaskThatSleepsIsFound() {
        long task = erase(12);
        fake.unlink(task, FakeLinux.THREAD_NODE);
        copy(task, 10);

        scan.run(false);

        assertThat(findings).hasSize(1);
        assertThat(findings.getFirst().evidence().getFirst().describe())
                .contains("0x" + Long.toHexString(task))
                .contains("is in memory for tasks and not in");
    }

    @Test
    void taskThatSleepsAndCallsItselfNewIsFound() {
        fake.guest().u32(erase(12) + FakeLinux.STATE, 0x801);

        scan.run(false);

        assertThat(findings).hasSize(1);
    }

    @Test
    void slabThatClaimsTooManyTasksIsAGapOfMemoryAlone() {
        erase(12);
        timers.sleep(0, fake.task(12));
        fake.guest().u64(FakeLinux.structPage(fake.task(12)) + 40, 0x7fff_0000L);

        ScanReport report = scan.run(false);

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

        ScanReport report = scan.run(false);

        assertThat(report.notCovered())
                .extracting(NotCovered::why)
                .containsExactly("task_struct_cachep: has no page of RAM, expected at least one");
    }
}
