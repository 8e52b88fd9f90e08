package dev.yagura.view.proc.pid;

import static dev.yagura.kernel.fixture.FakeTypes.U64;
import static dev.yagura.kernel.fixture.FakeTypes.anonymous;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.types.StructType.Member;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WaitPlaceTest {
    private static final long THREAD = 0x300;
    private static final long SAVED = 40;
    private static final int STACK_BYTES = 16 << 10;

    /** Of the scheduler, of locks, and of neither. */
    private static final long SCHEDULE = FakeGuest.TEXT + 0x1100;

    private static final long LOCK = FakeGuest.TEXT + 0x2100;
    private static final long DRIVER = FakeGuest.TEXT + 0x3100;

    private final FakeLinux linux = new FakeLinux();
    private final FakeGuest guest = linux.guest();
    private long task;
    private long stack;

    @BeforeEach
    void aTaskThatSleeps() {
        List<Member> members =
                new ArrayList<>(guest.types().struct("task_struct").orElseThrow().members());
        members.add(at(THREAD, "thread", anonymous(8, at(0, "sp", U64))));
        guest.types()
                .struct("task_struct", 1024, members.toArray(Member[]::new))
                .struct("inactive_task_frame", 56, at(SAVED, "bp", U64));
        guest.symbol("__sched_text_start", FakeGuest.TEXT + 0x1000, 'T')
                .symbol("__sched_text_end", FakeGuest.TEXT + 0x2000, 'T')
                .symbol("__lock_text_start", FakeGuest.TEXT + 0x2000, 'T')
                .symbol("__lock_text_end", FakeGuest.TEXT + 0x3000, 'T');
        task = linux.process(1, 0, "init");
        stack = guest.allocate(STACK_BYTES);
        guest.u64(task + FakeLinux.STACK, stack).u64(task + THREAD, stack + 0x100);
    }

    private void frame(long gva, long previous, long returnGva) {
        guest.u64(gva, previous).u64(gva + Long.BYTES, returnGva);
    }

    private boolean isFound() throws IOException {
        Linux now = Linux.of(guest.kernel());
        return new WaitPlace(new ProcGuest(now, "proc"), now.tasks().processes().getFirst())
                .isFound();
    }

    @Test
    void itIsTheFirstFrameOutsideOfTheScheduler() throws IOException {
        guest.u64(stack + 0x100 + SAVED, stack + 0x200);
        frame(stack + 0x200, stack + 0x300, SCHEDULE);
        frame(stack + 0x300, stack + 0x400, LOCK);

        assertThat(isFound()).as("what is behind frames returns to 0").isTrue();

        frame(stack + 0x400, 0, SCHEDULE);
        assertThat(isFound()).as("all frames are of the scheduler").isFalse();

        frame(stack + 0x400, 0, DRIVER);
        assertThat(isFound()).isTrue();
    }

    @Test
    void whatIsNoFramePointerLeadsNowhere() throws IOException {
        for (long value : new long[] {0, 1, -1, stack - 8, stack + STACK_BYTES - 8}) {
            guest.u64(stack + 0x100 + SAVED, value);
            assertThat(isFound()).as("0x%x", value).isFalse();
        }
    }

    @Test
    void framesThatGoRoundEnd() throws IOException {
        guest.u64(stack + 0x100 + SAVED, stack + 0x200);
        frame(stack + 0x200, stack + 0x200, SCHEDULE);

        assertThat(isFound()).isFalse();
    }

    @Test
    void aTaskWithoutAStackWaitsNowhere() throws IOException {
        guest.u64(stack + 0x100 + SAVED, stack + 0x200);
        frame(stack + 0x200, 0, DRIVER);
        guest.u64(task + THREAD, stack + STACK_BYTES);
        assertThat(isFound()).isFalse();

        guest.u64(task + THREAD, stack + 0x100).u64(task + FakeLinux.STACK, 0);
        assertThat(isFound()).isFalse();
    }
}
