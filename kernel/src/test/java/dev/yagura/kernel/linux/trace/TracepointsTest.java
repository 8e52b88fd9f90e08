package dev.yagura.kernel.linux.trace;

import static dev.yagura.kernel.fixture.FakeTypes.CHAR;
import static dev.yagura.kernel.fixture.FakeTypes.S32;
import static dev.yagura.kernel.fixture.FakeTypes.U32;
import static dev.yagura.kernel.fixture.FakeTypes.U64;
import static dev.yagura.kernel.fixture.FakeTypes.VOID_POINTER;
import static dev.yagura.kernel.fixture.FakeTypes.array;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.named;
import static dev.yagura.kernel.fixture.FakeTypes.pointerTo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.ShownTable;
import dev.yagura.kernel.types.CType;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A kernel with two tracepoints of its own, and a module with one. */
class TracepointsTest {
    private static final long TEXT = FakeGuest.TEXT;
    private static final long PROBE = TEXT + 0x400;
    private static final long REFERENCES = TEXT + 0x10_0000;
    private static final long SWITCH = TEXT + 0x10_1000;
    private static final long FORK = TEXT + 0x10_1040;
    private static final long MODULE = 0xffff_ffff_c068_c000L;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();

    @BeforeEach
    void writesKernel() {
        guest.types()
                .struct("static_call_key", 8, at(0, "func", U64))
                .struct(
                        "tracepoint",
                        64,
                        at(0, "name", new CType.Pointer(CHAR)),
                        at(8, "static_call_key", pointerTo("static_call_key")),
                        at(16, "funcs", pointerTo("tracepoint_func")))
                .struct("tracepoint_func", 24, at(0, "func", U64), at(8, "data", U64))
                .struct("module_memory", 16, at(0, "base", U64), at(8, "size", U32))
                .struct(
                        "module",
                        256,
                        at(0, "state", S32),
                        at(8, "list", named("list_head")),
                        at(24, "name", array(CHAR, 56)),
                        at(80, "init", U64),
                        at(88, "mem", array(named("module_memory"), 3)),
                        at(136, "taints", U64),
                        at(144, "source_list", named("list_head")),
                        at(160, "exit", U64),
                        at(168, "refcnt", S32),
                        at(176, "num_tracepoints", U32),
                        at(184, "tracepoints_ptrs", VOID_POINTER));
        guest.symbol("_text", TEXT, 'T')
                .symbol("_stext", TEXT, 'T')
                .symbol("probe_switch", PROBE, 'T')
                .symbol("_etext", TEXT + 0x1000, 'T')
                .symbol("__start___tracepoints_ptrs", REFERENCES, 'R')
                .symbol("__stop___tracepoints_ptrs", REFERENCES + 8, 'R')
                .symbol("_end", TEXT + 0x20_0000, 'B');
        reference(REFERENCES, SWITCH);
        reference(REFERENCES + 4, FORK);
        tracepoint(SWITCH, "sched_switch");
        tracepoint(FORK, "sched_fork");
        long module = guest.allocate(256);
        guest.text(module + 24, "xfs").u64(module + 88, MODULE).u32(module + 96, 0x3000);
        guest.u32(module + 176, 1).u64(module + 184, MODULE + 0x100);
        reference(MODULE + 0x100, MODULE + 0x200);
        tracepoint(MODULE + 0x200, "xfs_read");
        fake.emptyList(module + 144);
        fake.addTail(fake.modules(), module + 8);
    }

    private void reference(long at, long target) {
        guest.u32(at, target - at);
    }

    private void tracepoint(long gva, String name) {
        long text = guest.allocate(64);
        long call = guest.allocate(8);
        guest.text(text, name).u64(call, PROBE + 0x10);
        guest.u64(gva, text).u64(gva + 8, call).u64(gva + 16, 0);
    }

    private ShownTable shown() throws IOException {
        return ShownTable.of(guest.kernel(), "tracepoints");
    }

    @Test
    void thoseOfModulesShowToo() throws IOException {
        assertThat(shown().lines("name", "owner", "probes", "called"))
                .containsExactly(
                        "sched_switch kernel [] probe_switch+0x10",
                        "sched_fork kernel [] probe_switch+0x10",
                        "xfs_read xfs [] probe_switch+0x10");
        assertThat(shown().gaps()).isEmpty();
    }

    @Test
    void probesShowWithTheirOwners() throws IOException {
        long probes = guest.allocate(96);
        guest.u64(probes, PROBE).u64(probes + 8, 7).u64(probes + 24, 0xffff_ffff_c000_0010L);
        guest.u64(SWITCH + 16, probes);

        assertThat(shown().lines("name", "probes", "owners", "data"))
                .contains(
                        "sched_switch [probe_switch, 0xffffffffc0000010] [kernel, unknown]"
                                + " [0x7, 0x0]");
    }

    @Test
    void probesWithoutEndAreAGap() throws IOException {
        long probes = guest.allocate(24L * 4100);
        for (int i = 0; i < 4100; i++) {
            guest.u64(probes + 24L * i, PROBE);
        }
        guest.u64(SWITCH + 16, probes);

        assertThat(shown().gaps()).containsExactly("tracepoint at 0x" + Long.toHexString(SWITCH));
        assertThat(shown().lines("name")).hasSize(3);
    }

    @Test
    void brokenReferenceIsAGapAndTheOthersShow() throws IOException {
        guest.u32(REFERENCES, 0x7000_0000);

        assertThat(shown().lines("name")).containsExactly("sched_fork", "xfs_read");
        assertThat(shown().gaps()).hasSize(1);
    }

    @Test
    void impossibleCountIsAGap() throws IOException {
        guest.u32(guest.u64(fake.modules()) - 8 + 176, -1);

        assertThat(shown().gaps()).containsExactly("tracepoints of xfs");
        assertThat(shown().lines("name")).containsExactly("sched_switch", "sched_fork");
    }
}
