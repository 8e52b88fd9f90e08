package dev.yagura.kernel.linux.system;

import static dev.yagura.kernel.fixture.FakeTypes.CHAR;
import static dev.yagura.kernel.fixture.FakeTypes.U16;
import static dev.yagura.kernel.fixture.FakeTypes.U32;
import static dev.yagura.kernel.fixture.FakeTypes.U64;
import static dev.yagura.kernel.fixture.FakeTypes.U8;
import static dev.yagura.kernel.fixture.FakeTypes.VOID_POINTER;
import static dev.yagura.kernel.fixture.FakeTypes.array;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.bits;
import static dev.yagura.kernel.fixture.FakeTypes.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.ShownTable;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A ring of four records and 64 bytes of text, as printk_ringbuffer.c fills it. */
class KernelLogTest {
    private static final long FINALIZED = 2L << 62;
    private static final long REUSABLE = 3L << 62;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private long ring;
    private long descriptors;
    private long infos;
    private long data;

    @BeforeEach
    void writesRing() {
        guest.types()
                .struct(
                        "prb_desc_ring",
                        40,
                        at(0, "count_bits", U32),
                        at(8, "descs", VOID_POINTER),
                        at(16, "infos", VOID_POINTER),
                        at(24, "head_id", U64),
                        at(32, "tail_id", U64))
                .struct("prb_data_ring", 16, at(0, "size_bits", U32), at(8, "data", VOID_POINTER))
                .struct(
                        "printk_ringbuffer",
                        56,
                        at(0, "desc_ring", named("prb_desc_ring")),
                        at(40, "text_data_ring", named("prb_data_ring")))
                .struct("prb_data_blk_lpos", 16, at(0, "begin", U64), at(8, "next", U64))
                .struct(
                        "prb_desc",
                        24,
                        at(0, "state_var", U64),
                        at(8, "text_blk_lpos", named("prb_data_blk_lpos")))
                .struct(
                        "dev_printk_info",
                        64,
                        at(0, "subsystem", array(CHAR, 16)),
                        at(16, "device", array(CHAR, 48)))
                .struct(
                        "printk_info",
                        96,
                        at(0, "seq", U64),
                        at(8, "ts_nsec", U64),
                        at(16, "text_len", U16),
                        at(18, "facility", U8),
                        bits(152, 5, "flags", U8),
                        bits(157, 3, "level", U8),
                        at(20, "caller_id", U32),
                        at(24, "dev_info", named("dev_printk_info")));
        ring = guest.allocate(64);
        descriptors = guest.allocate(4 * 24);
        infos = guest.allocate(4 * 96);
        data = guest.allocate(64);
        long pointer = guest.allocate(8);
        guest.u64(pointer, ring).symbol("prb", pointer, 'd');
        guest.u32(ring, 2).u64(ring + 8, descriptors).u64(ring + 16, infos);
        guest.u32(ring + 40, 6).u64(ring + 48, data);
    }

    private void range(long tail, long head) {
        guest.u64(ring + 32, tail).u64(ring + 24, head);
    }

    private void entry(long id, long state, long begin, long next, String text) {
        long descriptor = descriptors + 24 * (id & 3);
        guest.u64(descriptor, state | id).u64(descriptor + 8, begin).u64(descriptor + 16, next);
        long info = infos + 96 * (id & 3);
        guest.u64(info, id - 100)
                .u64(info + 8, 1_500_000_000L)
                .u32(info + 16, text.length())
                .bytes(info + 19, (byte) (6 << 5));
        if ((begin & 1) == 0) {
            boolean wraps = begin >> 6 != next >> 6 && (next & 63) != 0;
            long block = data + (wraps ? 0 : begin & 63);
            guest.u64(block, id).text(block + 8, text);
        }
    }

    private ShownTable shown() throws IOException {
        return ShownTable.of(guest.kernel(), "log");
    }

    @Test
    void recordsShowOldestFirst() throws IOException {
        range(100, 101);
        entry(100, FINALIZED, 0, 24, "hello");
        entry(101, 1L << 62, 24, 48, "world");
        guest.u32(infos + 96 + 20, 0x8000_0001L).text(infos + 96 + 24, "pci");

        assertThat(shown().lines("sequence", "time", "level", "text", "caller", "subsystem"))
                .containsExactly("0 1.500000 info hello  ", "1 1.500000 info world C1 pci");
        assertThat(shown().gaps()).isEmpty();
    }

    @Test
    void textBehindTheEndOfTheRingStartsAtItsBeginning() throws IOException {
        range(100, 100);
        entry(100, FINALIZED, 56, 64 + 24, "wrapped");

        assertThat(shown().lines("text")).containsExactly("wrapped");
    }

    @Test
    void textUpToTheEndOfTheRingDoesNotWrap() throws IOException {
        range(100, 100);
        entry(100, FINALIZED, 40, 64, "to the end");

        assertThat(shown().lines("text")).containsExactly("to the end");
    }

    @Test
    void emptyLinesReusedAndUnfinishedRecordsAreTold() throws IOException {
        range(100, 102);
        entry(100, REUSABLE, 0, 24, "old");
        entry(101, FINALIZED, 3, 3, "");
        entry(102, 0, 24, 48, "being written");

        assertThat(shown().lines("sequence", "text")).containsExactly("1 ");
        assertThat(shown().gaps()).isEmpty();
    }

    @Test
    void textThatBelongsToAnotherRecordIsAGap() throws IOException {
        range(100, 101);
        entry(100, FINALIZED, 0, 24, "hello");
        entry(101, FINALIZED, 24, 48, "world");
        guest.u64(data, 7);

        assertThat(shown().lines("text")).containsExactly("world");
        assertThat(shown().gaps()).containsExactly("log record with id 0x64");
    }

    @Test
    void lengthBeyondItsBlockIsCut() throws IOException {
        range(100, 100);
        entry(100, FINALIZED, 0, 16, "12345678");
        guest.u32(infos + 16, 0xFFFF).bytes(infos + 19, (byte) (6 << 5));

        assertThat(shown().lines("text")).containsExactly("12345678");
    }

    @Test
    void ringThatHoldsMoreThanItCanIsAGap() throws IOException {
        range(1, 1L << 61);

        assertThat(shown().gaps()).hasSize(1);
        assertThat(shown().lines("text")).isEmpty();
    }

    @Test
    void impossibleGeometryIsRefused() {
        range(100, 100);
        guest.u32(ring, 63);
        assertThatThrownBy(this::shown)
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageContaining("count_bits");

        guest.u32(ring, 2).u32(ring + 40, -1);
        assertThatThrownBy(this::shown)
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageContaining("size_bits");
    }
}
