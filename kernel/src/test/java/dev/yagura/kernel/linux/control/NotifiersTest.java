package dev.yagura.kernel.linux.control;

import static dev.yagura.kernel.fixture.FakeTypes.S32;
import static dev.yagura.kernel.fixture.FakeTypes.U64;
import static dev.yagura.kernel.fixture.FakeTypes.VOID_POINTER;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.named;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.ShownTable;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A kernel with chains of each kind. */
class NotifiersTest {
    private static final long TEXT = FakeGuest.TEXT;
    private static final long ON_KEY = TEXT + 0x400;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private long keyboard;
    private long modules;
    private long namespace;

    @BeforeEach
    void writesKernel() {
        guest.types()
                .struct(
                        "notifier_block",
                        24,
                        at(0, "notifier_call", VOID_POINTER),
                        at(8, "next", VOID_POINTER),
                        at(16, "priority", S32))
                .struct("blocking_notifier_head", 48, at(40, "head", VOID_POINTER))
                .struct("atomic_notifier_head", 16, at(8, "head", VOID_POINTER))
                .struct("raw_notifier_head", 8, at(0, "head", VOID_POINTER))
                .struct("srcu_notifier_head", 64, at(56, "head", VOID_POINTER))
                .struct(
                        "net",
                        64,
                        at(0, "cookie", U64),
                        at(8, "netdev_chain", named("raw_notifier_head")));
        keyboard = guest.allocate(16);
        modules = guest.allocate(48);
        namespace = guest.allocate(64);
        guest.symbol("_text", TEXT, 'T')
                .symbol("_stext", TEXT, 'T')
                .symbol("kbd_notify", ON_KEY, 'T')
                .symbol("_etext", TEXT + 0x1000, 'T')
                .symbol("_end", TEXT + 0x2000, 'B')
                .symbol("keyboard_notifier_list", keyboard, 'D')
                .symbol("module_notify_list", modules, 'D')
                .symbol("init_net", namespace, 'D');
    }

    private long block(long headGva, long function, int priority) {
        long block = guest.allocate(24);
        guest.u64(block, function).u64(block + 8, guest.u64(headGva)).u32(block + 16, priority);
        guest.u64(headGva, block);
        return block;
    }

    private ShownTable shown() throws IOException {
        return ShownTable.of(guest.kernel(), "notifiers");
    }

    @Test
    void chainsOfEveryKindShowInTheOrderOfCalls() throws IOException {
        block(keyboard + 8, 0xffff_ffff_c000_0000L, -1);
        block(keyboard + 8, ON_KEY, 7);
        block(modules + 40, ON_KEY + 4, 0);
        block(namespace + 8, ON_KEY, 0);

        assertThat(shown().lines("chain", "position", "priority", "symbol", "owner"))
                .containsExactly(
                        "module_notify_list 0 0 kbd_notify+0x4 kernel",
                        "keyboard_notifier_list 0 7 kbd_notify kernel",
                        "keyboard_notifier_list 1 -1  unknown",
                        "init_net.netdev_chain 0 0 kbd_notify kernel");
        assertThat(shown().gaps()).isEmpty();
    }

    @Test
    void emptyChainsShowNothing() throws IOException {
        assertThat(shown().lines("chain")).isEmpty();
        assertThat(shown().gaps()).isEmpty();
    }

    @Test
    void circularChainIsAGapAndTheOthersShow() throws IOException {
        long block = block(keyboard + 8, ON_KEY, 0);
        guest.u64(block + 8, block);
        block(namespace + 8, ON_KEY, 0);

        assertThat(shown().lines("chain"))
                .containsExactly("keyboard_notifier_list", "init_net.netdev_chain");
        assertThat(shown().gaps()).containsExactly("keyboard_notifier_list");
    }

    @Test
    void blockThatIsNotThereIsAGap() throws IOException {
        guest.u64(modules + 40, 0xffff_9000_0000_0000L);

        assertThat(shown().gaps()).containsExactly("module_notify_list");
    }
}
