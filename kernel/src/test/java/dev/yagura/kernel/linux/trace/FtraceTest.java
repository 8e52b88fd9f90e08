package dev.yagura.kernel.linux.trace;

import static dev.yagura.kernel.fixture.FakeTypes.S32;
import static dev.yagura.kernel.fixture.FakeTypes.U64;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.named;
import static dev.yagura.kernel.fixture.FakeTypes.pointerTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.ShownTable;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.view.KernelLayoutException;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A kernel with functions open, read and kill, which tracers of the test's own want. */
class FtraceTest {
    private static final long TEXT = FakeGuest.TEXT;
    private static final long OPEN = TEXT + 0x4000;
    private static final long KILL = TEXT + 0x4100;
    private static final long CALLBACK = TEXT + 0x5000;
    private static final long OPS_LIST = TEXT + 0x10_1000;
    private static final long LIST_END = TEXT + 0x10_2000;
    private static final long PAGES = TEXT + 0x10_3000;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();

    @BeforeEach
    void writesKernel() {
        guest.types()
                .struct(
                        "ftrace_ops_hash",
                        16,
                        at(0, "notrace_hash", pointerTo("ftrace_hash")),
                        at(8, "filter_hash", pointerTo("ftrace_hash")))
                .struct(
                        "ftrace_ops",
                        64,
                        at(0, "func", U64),
                        at(8, "next", pointerTo("ftrace_ops")),
                        at(16, "flags", U64),
                        at(24, "trampoline", U64),
                        at(32, "trampoline_size", U64),
                        at(40, "func_hash", pointerTo("ftrace_ops_hash")))
                .struct(
                        "ftrace_hash",
                        24,
                        at(0, "size_bits", U64),
                        at(8, "buckets", pointerTo("hlist_head")),
                        at(16, "count", U64))
                .struct(
                        "ftrace_func_entry",
                        32,
                        at(0, "hlist", named("hlist_node")),
                        at(16, "ip", U64),
                        at(24, "direct", U64))
                .struct(
                        "ftrace_page",
                        24,
                        at(0, "next", pointerTo("ftrace_page")),
                        at(8, "records", pointerTo("dyn_ftrace")),
                        at(16, "index", S32))
                .struct("dyn_ftrace", 16, at(0, "ip", U64), at(8, "flags", U64));
        guest.symbol("_text", TEXT, 'T')
                .symbol("_stext", TEXT, 'T')
                .symbol("vfs_open", OPEN, 'T')
                .symbol("send_sig", KILL, 'T')
                .symbol("my_callback", CALLBACK, 'T')
                .symbol("_etext", TEXT + 0x6000, 'T')
                .symbol("ftrace_ops_list", OPS_LIST, 'D')
                .symbol("ftrace_list_end", LIST_END, 'D')
                .symbol("ftrace_pages_start", PAGES, 'b')
                .symbol("_end", TEXT + 0x20_0000, 'B');
        guest.u64(OPS_LIST, LIST_END).u64(PAGES, 0);
    }

    /** Adds a tracer in front of the others. */
    private long tracer(long callback, long flags, long filter, long notrace) {
        long ops = guest.allocate(64);
        long hashes = guest.allocate(16);
        guest.u64(hashes, notrace).u64(hashes + 8, filter);
        guest.u64(ops, callback)
                .u64(ops + 8, guest.u64(OPS_LIST))
                .u64(ops + 16, flags)
                .u64(ops + 40, hashes)
                .u64(OPS_LIST, ops);
        return ops;
    }

    /** Makes a hash with a site in each of the buckets named. */
    private long hash(long bits, Map<Integer, Long> sites) {
        long hash = guest.allocate(24);
        long buckets = guest.allocate(8L << Math.min(bits, 12));
        guest.u64(hash, bits).u64(hash + 8, buckets).u64(hash + 16, sites.size());
        sites.forEach((bucket, site) -> {
            long entry = guest.allocate(32);
            guest.u64(entry, guest.u64(buckets + 8L * bucket)).u64(entry + 16, site);
            guest.u64(buckets + 8L * bucket, entry);
        });
        return hash;
    }

    /** Adds a block of records. */
    private long block(long... sitesAndFlags) {
        long block = guest.allocate(24);
        long records = guest.allocate(8L * Math.max(1, sitesAndFlags.length));
        for (int i = 0; i < sitesAndFlags.length; i++) {
            guest.u64(records + 8L * i, sitesAndFlags[i]);
        }
        guest.u64(block, guest.u64(PAGES))
                .u64(block + 8, records)
                .u32(block + 16, sitesAndFlags.length / 2)
                .u64(PAGES, block);
        return block;
    }

    private ShownTable tracers() throws IOException {
        return ShownTable.of(guest.kernel(), "ftrace");
    }

    private ShownTable functions() throws IOException {
        return ShownTable.of(guest.kernel(), "ftrace-functions");
    }

    @Test
    void quietKernelHasNoTracers() throws IOException {
        assertThat(tracers().lines("symbol")).isEmpty();
        assertThat(functions().lines("symbol")).isEmpty();
        assertThat(tracers().gaps()).isEmpty();
    }

    @Test
    void functionsOfEveryBucketShow() throws IOException {
        tracer(CALLBACK, 1, hash(10, Map.of(0, OPEN, 1023, KILL + 4)), 0);

        assertThat(tracers().lines("symbol", "owner", "enabled", "functions", "mayRedirect"))
                .containsExactly("my_callback kernel true [vfs_open, send_sig+0x4] false");
    }

    @Test
    void flagsAndExclusionsShow() throws IOException {
        tracer(0xffff_ffff_c000_0000L, 0x1001 | 1L << 40, 0, hash(0, Map.of(0, KILL)));

        assertThat(tracers().lines("owner", "flags", "functions", "excluded", "mayRedirect"))
                .containsExactly("unknown [enabled, ipmodify, bit 40] [] [send_sig] true");
    }

    @Test
    void tracedFunctionsShowWithThoseWhoWantThem() throws IOException {
        tracer(CALLBACK, 1, hash(4, Map.of(3, KILL)), 0);
        tracer(CALLBACK + 8, 0, 0, 0); // not enabled
        block(OPEN, 0, KILL, 0xE000_0001L);
        block(OPEN + 0x20, 1);

        assertThat(functions().lines("symbol", "enabled", "tracers", "flags", "callbacks"))
                .containsExactlyInAnyOrder(
                        "send_sig true 1 ERr [my_callback]", "vfs_open+0x20 false 1  []");
    }

    @Test
    void circleOfTracersIsAGap() throws IOException {
        long ops = tracer(CALLBACK, 1, 0, 0);
        guest.u64(ops + 8, ops);

        assertThat(tracers().lines("symbol")).containsExactly("my_callback");
        assertThat(tracers().gaps()).containsExactly("ftrace_ops at 0x" + Long.toHexString(ops));
    }

    @Test
    void hashOfImpossibleSizeIsAGap() throws IOException {
        long hash = hash(1, Map.of(0, OPEN));
        guest.u64(hash, 1L << 63);
        tracer(CALLBACK, 1, hash, 0);

        assertThat(tracers().lines("symbol", "functions")).containsExactly("my_callback []");
        assertThat(tracers().gaps()).containsExactly("ftrace_hash at 0x" + Long.toHexString(hash));
    }

    @Test
    void circularBucketIsAGapAndItsFunctionsShow() throws IOException {
        long hash = hash(0, Map.of(0, OPEN));
        long entry = guest.u64(guest.u64(hash + 8));
        guest.u64(entry, entry);
        tracer(CALLBACK, 1, hash, 0);

        assertThat(tracers().lines("functions")).containsExactly("[vfs_open]");
        assertThat(tracers().gaps()).hasSize(1);
    }

    @Test
    void unmappedTracerIsAGap() throws IOException {
        guest.u64(OPS_LIST, 0xffff_9000_0000_0000L);

        assertThat(tracers().gaps()).containsExactly("ftrace_ops at 0xffff900000000000");
    }

    @Test
    void blockThatPointsToItselfOrClaimsTooMuchIsAGap() throws IOException {
        long block = block(KILL, 0x8000_0001L);
        guest.u64(block, block);
        assertThat(functions().lines("symbol")).containsExactly("send_sig");
        assertThat(functions().gaps()).hasSize(1);

        guest.u64(block, 0).u32(block + 16, -1);
        assertThat(functions().lines("symbol")).isEmpty();
        assertThat(functions().gaps()).hasSize(1);
    }

    @Test
    void kernelWithoutTracerSaysSo() {
        FakeLinux plain = new FakeLinux();

        assertThatThrownBy(() -> new Ftrace(Linux.of(plain.guest().kernel())).tracers())
                .isInstanceOf(KernelLayoutException.class);
    }

    @Test
    void countAndLettersComeOutOfOneWord() {
        TracedFunction function = new TracedFunction(0, 0, 0x8408_0003L);

        assertThat(function.tracers()).isEqualTo(3);
        assertThat(function.letters()).isEqualTo("EIM");
        assertThat(function.isEnabled()).isTrue();
    }
}
