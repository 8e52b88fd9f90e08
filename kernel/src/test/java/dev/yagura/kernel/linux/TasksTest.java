package dev.yagura.kernel.linux;

import static dev.yagura.kernel.fixture.FakeLinux.EXIT_STATE;
import static dev.yagura.kernel.fixture.FakeLinux.FLAGS;
import static dev.yagura.kernel.fixture.FakeLinux.MM;
import static dev.yagura.kernel.fixture.FakeLinux.TASKS;
import static dev.yagura.kernel.fixture.FakeLinux.WORKER_PRIVATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.view.KernelLayoutException;
import dev.yagura.kernel.walk.WalkCutException;
import dev.yagura.kernel.walk.WalkEnd;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TasksTest {
    private final FakeLinux fake = new FakeLinux();

    private Tasks tasks() throws IOException {
        return Linux.of(fake.guest().kernel()).tasks();
    }

    private Task only(String release) throws IOException {
        List<Task> tasks = Linux.of(fake.guest().kernel(release)).tasks().processes();
        assertThat(tasks).hasSize(1);
        return tasks.getFirst();
    }

    @Test
    void describesProcessesInTheOrderOfTheList() throws IOException {
        long init = fake.process(1, 0, "init");
        fake.process(7, 1, "sh");
        fake.process(5, 7, "sleep");
        fake.guest().u32(fake.task(5) + EXIT_STATE, 0x20);

        List<Task> tasks = tasks().processes();

        assertThat(tasks.getFirst())
                .isEqualTo(
                        new Task(
                                init,
                                1,
                                1,
                                0,
                                2001,
                                1001,
                                "init",
                                "init",
                                TaskState.SLEEPING,
                                false,
                                1_000_000));
        assertThat(tasks).extracting(Task::pid).containsExactly(1, 7, 5);
        assertThat(tasks).extracting(Task::ppid).containsExactly(0, 1, 7);
        assertThat(tasks.getLast().state()).isEqualTo(TaskState.ZOMBIE);
        assertThat(tasks).allMatch(Task::isLeader);
    }

    @Test
    void threadsComeWithTheirProcess() throws IOException {
        fake.process(1, 0, "init");
        fake.process(10, 1, "server");
        fake.thread(11, 10, "worker");
        fake.process(12, 1, "sh");

        assertThat(tasks().threads()).extracting(Task::pid).containsExactly(1, 10, 11, 12);
        assertThat(tasks().threads()).extracting(Task::tgid).containsExactly(1, 10, 10, 12);
        assertThat(tasks().processes()).hasSize(3);
    }

    @Test
    void emptyTaskListIsAnError() {
        assertThatThrownBy(() -> tasks().processes())
                .isInstanceOf(MalformedStructureException.class)
                .hasMessage(
                        "task list: init_task.tasks at 0x180 points to itself, expected at least"
                                + " one process");
    }

    @Test
    void brokenTaskListIsAnErrorThatSaysHowFarItGot() {
        long init = fake.process(1, 0, "init");
        fake.guest().u64(init + TASKS, 0xdead_0000_0000_0100L);

        assertThatThrownBy(() -> tasks().processes())
                .isInstanceOfSatisfying(
                        WalkCutException.class,
                        e -> {
                            assertThat(e.reached()).isEqualTo(1);
                            assertThat(e.cut().reason()).isEqualTo(WalkEnd.Reason.NOT_MAPPED);
                        });
    }

    @Test
    void missingSymbolOrFieldIsSaid() {
        FakeLinux other = new FakeLinux();
        other.guest().types().struct("task_struct", 8);

        assertThatThrownBy(() -> Linux.of(other.guest().kernel()).tasks())
                .isInstanceOf(KernelLayoutException.class)
                .hasMessageStartingWith("kernel 6.1.0-fake: struct task_struct: ");
    }

    @Test
    void kernelThreadsShowTheirWholeName() throws IOException {
        long task = fake.process(2, 0, "rcu_exp_par_gp_");
        long kthread = fake.guest().allocate(32);
        long name = fake.guest().allocate(64);
        fake.guest()
                .u32(task + FLAGS, TaskFlags.KERNEL_THREAD)
                .u64(task + MM, 0)
                .u64(task + WORKER_PRIVATE, kthread)
                .u64(kthread + 8, name)
                .text(name, "rcu_exp_par_gp_kthread_worker/0");

        Task found = only("6.1.0");

        assertThat(found.displayName()).isEqualTo("rcu_exp_par_gp_kthread_worker/0");
        assertThat(found.comm()).isEqualTo("rcu_exp_par_gp_");
        assertThat(found.kernelThread()).isTrue();
        assertThat(tasks().commandLine(found)).isEmpty();
        assertThat(tasks().executable(found)).isEmpty();
    }

    @Test
    void workersShowTheirQueue() throws IOException {
        long task = fake.process(9, 0, "kworker/3:1H");
        long worker = worker(task);
        long pool = fake.guest().allocate(32);
        long attributes = fake.guest().allocate(4);
        fake.guest()
                .u32(worker, 1)
                .u64(worker + 16, pool)
                .text(worker + 24, "kblockd")
                .u32(pool, 3)
                .u64(pool + 8, attributes)
                .u32(attributes, -20);

        assertThat(only("6.10.2").displayName()).isEqualTo("kworker/3:1H-kblockd");
        assertThat(only("6.11-rc1").displayName()).isEqualTo("kworker/3:1H-kblockd");

        fake.guest().u64(worker + 8, 0x1000).u32(pool, -1).u32(pool + 4, 8);
        assertThat(only("6.10.2").displayName()).isEqualTo("kworker/3:1H+kblockd");
        assertThat(only("7.2.13").displayName()).isEqualTo("kworker/u8:1+kblockd");
    }

    @Test
    void rescuersShowTheirQueueSince611() throws IOException {
        long task = fake.process(9, 0, "kworker/R-quota");
        long worker = worker(task);
        long queue = fake.guest().allocate(32);
        assertThat(only("6.11.0").displayName()).isEqualTo("kworker/dying");

        fake.guest().u64(worker + 56, queue).text(queue, "quota_events_unbound");
        assertThat(only("6.10.9").displayName()).isEqualTo("kworker/R-quota");
        assertThat(only("6.11.0").displayName()).isEqualTo("kworker/R-quota_events_unbound");
    }

    private long worker(long task) {
        long kthread = fake.guest().allocate(32);
        long worker = fake.guest().allocate(96);
        fake.guest()
                .u32(task + FLAGS, TaskFlags.KERNEL_THREAD | TaskFlags.WORK_QUEUE_WORKER)
                .u64(task + WORKER_PRIVATE, kthread)
                .u64(kthread, worker);
        return worker;
    }

    @Test
    void comparesReleases() {
        assertThat(KernelVersion.of("6.11").isAtLeast(6, 11)).isTrue();
        assertThat(KernelVersion.of("6.1.0-56-cloud-amd64").isAtLeast(6, 11)).isFalse();
        assertThat(KernelVersion.of("7.0+deb").isAtLeast(6, 11)).isTrue();
        assertThat(KernelVersion.of("5.10.262").isAtLeast(6, 11)).isFalse();
        assertThat(KernelVersion.of("").isAtLeast(6, 11)).isFalse();
        assertThat(KernelVersion.of("99999999999999.1").isAtLeast(6, 11)).isTrue();
    }

    @Test
    void processesAreReadOnceForALook() throws IOException {
        fake.process(1, 0, "init");
        Linux linux = Linux.of(fake.guest().kernel());
        List<Task> processes = linux.tasks().processes();
        int reads = fake.guest().reads();

        assertThat(linux.tasks().processes()).isSameAs(processes);
        assertThat(fake.guest().reads()).isEqualTo(reads);
        assertThat(linux.again().tasks().processes()).isNotSameAs(processes).isEqualTo(processes);
    }
}
