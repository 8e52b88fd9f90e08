package dev.yagura.kernel.linux.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.FakePlaces;
import dev.yagura.kernel.fixture.ShownTable;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KprobesTest {
    private static final long TEXT = FakeGuest.TEXT;
    private static final long OPEN = TEXT + 0x4000;
    private static final long DISPATCHER = TEXT + 0x5000;
    private static final long AGGREGATE = TEXT + 0x5100;
    private static final long AT_RETURN = TEXT + 0x5200;
    private static final long TABLE = TEXT + 0x10_1000;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();

    @BeforeEach
    void writesKernel() {
        FakePlaces.defineProbes(guest.types());
        guest.symbol("_text", TEXT, 'T')
                .symbol("_stext", TEXT, 'T')
                .symbol("vfs_open", OPEN, 'T')
                .symbol("kprobe_dispatcher", DISPATCHER, 'T')
                .symbol("aggr_pre_handler", AGGREGATE, 'T')
                .symbol("pre_handler_kretprobe", AT_RETURN, 'T')
                .symbol("_etext", TEXT + 0x6000, 'T')
                .symbol("kprobe_table", TABLE, 'b')
                .symbol("_end", TEXT + 0x20_0000, 'B');
        for (int bucket = 0; bucket < 64; bucket++) {
            guest.u64(TABLE + 8L * bucket, 0);
        }
    }

    private long probe(long address, long handler, int flags) {
        long probe = guest.allocate(96);
        guest.u64(probe + 40, address).u64(probe + 48, handler).u32(probe + 64, flags);
        fake.emptyList(probe + 16);
        return probe;
    }

    private long inBucket(int bucket, long probe) {
        guest.u64(probe, guest.u64(TABLE + 8L * bucket)).u64(TABLE + 8L * bucket, probe);
        return probe;
    }

    private ShownTable shown() throws IOException {
        return ShownTable.of(guest.kernel(), "kprobes");
    }

    @Test
    void probesOfEveryBucketShow() throws IOException {
        inBucket(0, probe(OPEN, DISPATCHER, 8));
        inBucket(63, probe(OPEN + 4, AT_RETURN, 2));

        assertThat(shown().lines("symbol", "kind", "flags", "handler", "handlerOwner"))
                .containsExactly(
                        "vfs_open kprobe [ftrace] kprobe_dispatcher kernel",
                        "vfs_open+0x4 kretprobe [disabled] pre_handler_kretprobe kernel");
        assertThat(shown().gaps()).isEmpty();
    }

    @Test
    void probesBehindAnAggregateShowOneByOne() throws IOException {
        long aggregate = inBucket(5, probe(OPEN, AGGREGATE, 8));
        fake.addTail(aggregate + 16, probe(OPEN, DISPATCHER, 0) + 16);
        fake.addTail(aggregate + 16, probe(OPEN, 0xffff_ffff_c000_1000L, 2) + 16);

        assertThat(shown().lines("flags", "handler", "handlerOwner", "aggregate"))
                .containsExactly(
                        "[ftrace] kprobe_dispatcher kernel 0x" + Long.toHexString(aggregate),
                        "[disabled, ftrace] 0xffffffffc0001000 unknown 0x"
                                + Long.toHexString(aggregate));
    }

    @Test
    void circularBucketIsAGap() throws IOException {
        long probe = inBucket(7, probe(OPEN, DISPATCHER, 1 << 9));
        guest.u64(probe, probe);

        assertThat(shown().lines("symbol", "flags")).containsExactly("vfs_open [bit 9]");
        assertThat(shown().gaps()).hasSize(1);
    }

    @Test
    void brokenListBehindAnAggregateIsAGap() throws IOException {
        long aggregate = inBucket(5, probe(OPEN, AGGREGATE, 8));
        guest.u64(aggregate + 16, 0xdead_0000_0000_0100L);

        assertThat(shown().lines("symbol", "handler")).containsExactly("vfs_open aggr_pre_handler");
        assertThat(shown().gaps()).hasSize(1);
    }

    @Test
    void unmappedTableIsAGap() throws IOException {
        guest.unmap(TABLE);

        assertThat(shown().lines("symbol")).isEmpty();
        assertThat(shown().gaps()).hasSize(64);
    }
}
