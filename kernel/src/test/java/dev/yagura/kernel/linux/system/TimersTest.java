package dev.yagura.kernel.linux.system;

import static dev.yagura.kernel.fixture.FakeTypes.S64;
import static dev.yagura.kernel.fixture.FakeTypes.VOID_POINTER;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.named;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.FakeTimers;
import dev.yagura.kernel.fixture.ShownTable;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One CPU with two wheels of four lists, and two clocks. */
class TimersTest {
    private static final long TEXT = FakeGuest.TEXT;
    private static final long FUNCTION = FakeTimers.WAKE_WHEEL;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private final FakeTimers timers = new FakeTimers(fake);

    @BeforeEach
    void bordersTheText() {
        guest.symbol("_text", TEXT, 'T')
                .symbol("_stext", TEXT, 'T')
                .symbol("_etext", TEXT + 0x1000, 'T')
                .symbol("_end", TEXT + 0x2000, 'B');
    }

    private ShownTable shown() throws IOException {
        return ShownTable.of(guest.kernel(), "timers");
    }

    @Test
    void timersOfAllWheelsAndClocksShow() throws IOException {
        timers.wheel(0, 3, 1000, FUNCTION);
        timers.wheel(1, 0, 2000, 0xffff_ffff_c000_0000L);
        timers.precise(1, 77, FUNCTION + 1);

        assertThat(shown().lines("cpu", "kind", "clock", "expires", "symbol", "owner"))
                .containsExactly(
                        "0 timer 0 1000 process_timeout kernel",
                        "0 timer 1 2000  unknown",
                        "0 hrtimer 1 77 process_timeout+0x1 kernel");
        assertThat(shown().gaps()).isEmpty();
    }

    @Test
    void newerTreesAreLinkedToo() throws IOException {
        guest.types()
                .struct("rb_node_linked", 40, at(0, "node", named("rb_node")))
                .struct("rb_root_linked", 16, at(0, "rb_root", named("rb_root")))
                .struct("timerqueue_linked_head", 16, at(0, "rb_root", named("rb_root_linked")))
                .struct(
                        "timerqueue_linked_node",
                        48,
                        at(0, "node", named("rb_node_linked")),
                        at(24, "expires", S64))
                .struct(
                        "hrtimer",
                        64,
                        at(0, "node", named("timerqueue_linked_node")),
                        at(40, "function", VOID_POINTER))
                .struct("hrtimer_clock_base", 32, at(8, "active", named("timerqueue_linked_head")));
        timers.precise(0, 77, FUNCTION);

        assertThat(shown().lines("kind", "expires", "symbol"))
                .containsExactly("hrtimer 77 process_timeout");
    }

    @Test
    void circlesAreGapsAndTheOthersShow() throws IOException {
        long loop = timers.wheel(0, 1, 5, FUNCTION);
        guest.u64(loop, loop);
        long tree = timers.precise(0, 6, FUNCTION);
        guest.u64(tree + 8, tree);
        timers.wheel(0, 2, 7, FUNCTION);

        assertThat(shown().lines("expires")).containsExactly("5", "7", "6");
        assertThat(shown().gaps()).hasSize(2);
    }
}
