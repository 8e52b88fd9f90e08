package dev.yagura.kernel.linux.system;

import static dev.yagura.kernel.fixture.FakeTypes.S64;
import static dev.yagura.kernel.fixture.FakeTypes.U32;
import static dev.yagura.kernel.fixture.FakeTypes.U64;
import static dev.yagura.kernel.fixture.FakeTypes.U8;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.named;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.ShownTable;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KernelStateTest {
    private static final long BOOT = 1_700_000_000_123_000_000L;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();

    private long variable(String name, long bytes) {
        long gva = guest.allocate(bytes);
        guest.symbol(name, gva, 'b');
        return gva;
    }

    private void clockTypes() {
        guest.types()
                .struct(
                        "tk_read_base",
                        32,
                        at(0, "shift", U32),
                        at(8, "xtime_nsec", U64),
                        at(16, "base", S64))
                .struct(
                        "timekeeper",
                        64,
                        at(8, "offs_real", S64),
                        at(16, "offs_boot", S64),
                        at(24, "tkr_mono", named("tk_read_base")));
    }

    private ShownTable shown() throws IOException {
        return ShownTable.of(guest.kernel(), "kernel");
    }

    @Test
    void stateShowsBesideTheIdentity() throws IOException {
        clockTypes();
        guest.types()
                .enumeration("lockdown_reason", Map.of("LOCKDOWN_INTEGRITY_MAX", 21L))
                .struct("selinux_state", 8, at(0, "enforcing", U8), at(1, "initialized", U8));
        guest.u64(variable("tainted_mask", 8), 1 << 12 | 1 << 13);
        long text = guest.allocate(64);
        guest.text(text, "console=ttyS0 quiet").u64(variable("saved_command_line", 8), text);
        long clocks = variable("shadow_timekeeper", 64);
        guest.u64(clocks + 8, BOOT + 77).u64(clocks + 16, 77);
        guest.u32(variable("kernel_locked_down", 8), 21);
        guest.bytes(variable("selinux_state", 8), new byte[] {0, 1});

        assertThat(shown().lines("release", "commandLine", "bootTime", "taints", "taintMask"))
                .containsExactly(
                        "6.1.0-fake console=ttyS0 quiet 2023-11-14T22:13:20.123Z OE 12288");
        assertThat(shown().lines("lockdown", "selinux")).containsExactly("integrity permissive");
        assertThat(shown().gaps()).isEmpty();
    }

    @Test
    void clocksOfNewerKernelsAreFound() throws IOException {
        clockTypes();
        guest.types().struct("tk_data", 96, at(8, "timekeeper", named("timekeeper")));
        long clocks = variable("timekeeper_data", 96);
        guest.u64(clocks + 16, BOOT);

        assertThat(shown().lines("bootTime")).containsExactly("2023-11-14T22:13:20.123Z");
    }

    @Test
    void whatAKernelLacksIsNull() throws IOException {
        assertThat(shown().lines("commandLine", "bootTime", "taints", "lockdown", "selinux"))
                .containsExactly("null null null null null");
        assertThat(shown().gaps()).isEmpty();
    }

    @Test
    void whatCannotBeReadIsAGapAndTheRestShows() throws IOException {
        guest.u64(variable("saved_command_line", 8), 0xffff_9000_0000_0000L);
        guest.u32(variable("kernel_locked_down", 8), 99);

        assertThat(shown().lines("commandLine", "lockdown")).containsExactly("null level 99");
        assertThat(shown().gaps()).containsExactly("saved_command_line");
    }

    @Test
    void uninitializedSelinuxIsOff() throws IOException {
        guest.types().struct("selinux_state", 8, at(0, "enforcing", U8), at(1, "initialized", U8));
        guest.bytes(variable("selinux_state", 8), new byte[] {1, 0});

        assertThat(shown().lines("selinux")).containsExactly("off");
    }
}
