package dev.yagura.kernel.linux;

import static dev.yagura.kernel.fixture.FakeLinux.ENTITY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeLinux;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class RunQueuesTest {
    private final FakeLinux fake = new FakeLinux();

    private RunQueues.RunQueue only() throws IOException {
        return Linux.of(fake.guest().kernel()).runQueues().list().getFirst();
    }

    @Test
    void idleCpuRunsItsIdleTask() throws IOException {
        RunQueues.RunQueue queue = only();

        assertThat(queue.cpu()).isZero();
        assertThat(queue.currentGva()).isEqualTo(fake.initTask()).isEqualTo(queue.idleGva());
        assertThat(queue.tasks()).containsExactly(fake.initTask());
        assertThat(queue.cuts()).isEmpty();
    }

    @Test
    void runningAndWaitingTasksShow() throws IOException {
        long running = fake.process(1, 0, "a");
        long waiting = fake.process(2, 1, "b");
        fake.run(running);
        fake.enqueue(waiting);

        assertThat(only().tasks()).containsExactlyInAnyOrder(running, waiting);
    }

    @Test
    void groupsAreLookedInto() throws IOException {
        long waiting = fake.process(2, 0, "b");
        long inGroup = fake.process(3, 0, "c");
        long runningInGroup = fake.process(4, 0, "d");
        long group = fake.guest().allocate(64);
        fake.enqueue(waiting);
        // The entity on the queue stands for a group: its own queue holds one, and runs one.
        fake.guest()
                .u64(waiting + ENTITY + 40, group)
                .u64(group, inGroup + ENTITY)
                .u64(group + 16, runningInGroup + ENTITY);

        assertThat(only().tasks()).contains(inGroup, runningInGroup);
    }

    @Test
    void groupInsideItselfIsCut() throws IOException {
        long waiting = fake.process(2, 0, "b");
        long group = fake.guest().allocate(64);
        fake.enqueue(waiting);
        fake.guest().u64(waiting + ENTITY + 40, group).u64(group, waiting + ENTITY);

        assertThat(only().cuts()).hasSize(1);
        assertThat(only().cuts().getFirst().detail()).isEqualTo("is a task group inside itself");
    }

    @Test
    void brokenQueueIsCutAndTheRestIsSeen() throws IOException {
        long waiting = fake.process(2, 0, "b");
        fake.enqueue(waiting);
        fake.guest().u64(waiting + ENTITY + 24, 0);

        assertThat(only().tasks()).contains(waiting);
        assertThat(only().cuts()).hasSize(1);
    }
}
