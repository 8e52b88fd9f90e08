package dev.yagura.kernel.linux.system;

import static dev.yagura.kernel.fixture.FakeTypes.CHAR;
import static dev.yagura.kernel.fixture.FakeTypes.S32;
import static dev.yagura.kernel.fixture.FakeTypes.S64;
import static dev.yagura.kernel.fixture.FakeTypes.U32;
import static dev.yagura.kernel.fixture.FakeTypes.VOID_POINTER;
import static dev.yagura.kernel.fixture.FakeTypes.anonymous;
import static dev.yagura.kernel.fixture.FakeTypes.array;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.named;
import static dev.yagura.kernel.fixture.FakeTypes.pointerTo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.ShownTable;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One queue, one pool of CPU 0 and the queue's part for it. */
class WorkQueuesTest {
    private static final long TEXT = FakeGuest.TEXT;
    private static final long FUNCTION = TEXT + 0x400;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private long queue;
    private long pool;
    private long part;

    @BeforeEach
    void makesQueue() {
        guest.types()
                .struct(
                        "workqueue_struct",
                        96,
                        at(0, "pwqs", named("list_head")),
                        at(16, "list", named("list_head")),
                        at(32, "flags", U32),
                        at(36, "name", array(CHAR, 32)))
                .struct(
                        "pool_workqueue",
                        64,
                        at(0, "pool", pointerTo("worker_pool")),
                        at(8, "wq", pointerTo("workqueue_struct")),
                        at(16, "inactive_works", named("list_head")),
                        at(32, "pwqs_node", named("list_head")))
                .struct(
                        "worker_pool",
                        64,
                        at(0, "id", S32),
                        at(4, "cpu", S32),
                        at(16, "worklist", named("list_head")),
                        at(32, "workers", named("list_head")))
                .struct(
                        "worker",
                        64,
                        at(0, "current_work", VOID_POINTER),
                        at(8, "current_func", VOID_POINTER),
                        at(16, "current_pwq", pointerTo("pool_workqueue")),
                        at(24, "task", pointerTo("task_struct")),
                        at(32, "node", named("list_head")))
                .struct(
                        "work_struct",
                        32,
                        at(0, "data", anonymous(8, at(0, "counter", S64))),
                        at(8, "entry", named("list_head")),
                        at(24, "func", VOID_POINTER));
        long queues = guest.allocate(16);
        fake.emptyList(queues);
        queue = guest.allocate(96);
        fake.emptyList(queue);
        fake.addTail(queues, queue + 16);
        guest.u32(queue + 32, 0x2).text(queue + 36, "events_unbound");
        pool = guest.allocate(64);
        guest.u32(pool, 4).u32(pool + 4, 0xffff_ffffL);
        fake.emptyList(pool + 16);
        fake.emptyList(pool + 32);
        part = (guest.allocate(512) + 255) & -256;
        guest.u64(part, pool).u64(part + 8, queue);
        fake.emptyList(part + 16);
        fake.addTail(queue, part + 32);
        long idr = guest.allocate(24);
        guest.u64(idr + 8, pool);
        guest.symbol("_text", TEXT, 'T')
                .symbol("_stext", TEXT, 'T')
                .symbol("flush_to_ldisc", FUNCTION, 't')
                .symbol("_etext", TEXT + 0x1000, 'T')
                .symbol("_end", TEXT + 0x2000, 'B')
                .symbol("workqueues", queues, 'd')
                .symbol("worker_pool_idr", idr, 'd');
    }

    private long work(long list, long function) {
        long work = guest.allocate(32);
        guest.u64(work, part | 5).u64(work + 24, function);
        fake.addTail(list, work + 8);
        return work;
    }

    private ShownTable shown() throws IOException {
        return ShownTable.of(guest.kernel(), "works");
    }

    @Test
    void workShowsWhereverItIs() throws IOException {
        fake.process(9, 0, "kworker/0:1");
        long worker = guest.allocate(64);
        guest.u64(worker, guest.allocate(32))
                .u64(worker + 8, FUNCTION)
                .u64(worker + 16, part)
                .u64(worker + 24, fake.task(9));
        fake.addTail(pool + 32, worker + 32);
        work(pool + 16, 0xffff_ffff_c000_0000L);
        work(part + 16, FUNCTION + 2);

        assertThat(shown().lines("queue", "state", "symbol", "owner", "pid", "cpu", "pool"))
                .containsExactly(
                        "events_unbound running flush_to_ldisc kernel 9 -1 4",
                        "events_unbound pending  unknown null -1 4",
                        "events_unbound inactive flush_to_ldisc+0x2 kernel null -1 4");
        assertThat(shown().gaps()).isEmpty();
        assertThat(ShownTable.of(guest.kernel(), "work-queues").lines("name", "flags", "works"))
                .containsExactly("events_unbound 0x2 3");
    }

    @Test
    void idleWorkersAreNoWork() throws IOException {
        long worker = guest.allocate(64);
        fake.addTail(pool + 32, worker + 32);

        assertThat(shown().lines("state")).isEmpty();
        assertThat(shown().gaps()).isEmpty();
    }

    @Test
    void circleOfWorkIsAGap() throws IOException {
        long work = work(pool + 16, FUNCTION);
        guest.u64(work + 8, work + 8);
        long lost = work(part + 16, FUNCTION);
        guest.u64(lost + 8, 0xffff_9000_0000_0000L);

        assertThat(shown().lines("state")).containsExactly("pending", "inactive");
        assertThat(shown().gaps())
                .containsExactly(
                        "list at 0x%x".formatted(pool + 16), "list at 0x%x".formatted(part + 16));
    }

    @Test
    void queueThatIsGoneIsAGap() throws IOException {
        guest.u64(work(pool + 16, FUNCTION), 0xffff_9000_0000_0005L);

        assertThat(shown().lines("state")).isEmpty();
        assertThat(shown().gaps()).hasSize(1);
    }
}
