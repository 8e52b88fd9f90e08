package dev.yagura.memory.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.memory.GpaRange;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimeDumpTest {
    private static final long MAGIC_AND_VERSION_1 = 0x1_4C69_4D45L;

    /** A header as LiME's documentation lays it out, and as many bytes as it announces. */
    private static byte[] range(long first, long last, int value) {
        byte[] memory = new byte[(int) (last - first + 1)];
        Arrays.fill(memory, (byte) value);
        return SparseFile.concat(SparseFile.words(MAGIC_AND_VERSION_1, first, last, 0), memory);
    }

    private static Dump open(byte[]... parts) throws IOException {
        return Dump.of(MemorySegment.ofArray(SparseFile.concat(parts)));
    }

    /** Addresses as a PC's /proc/iomem has them: the first ends in the middle of a page. */
    @Test
    void readsRangesWithTheirLastAddressIncluded() throws IOException {
        Dump dump = open(range(0x1000, 0x9FBFF, 1), range(0x100000, 0x1FFFFF, 2));

        assertThat(dump.format()).isEqualTo("lime");
        assertThat(dump.ranges())
                .containsExactly(new GpaRange(0x1000, 0x9FC00), new GpaRange(0x100000, 0x200000));
        assertThat(dump.registers()).isEmpty();
        byte[] ends = new byte[1];
        dump.read(0x9FBFF, MemorySegment.ofArray(ends));
        assertThat(ends).containsExactly(1);
        dump.read(0x100000, MemorySegment.ofArray(ends));
        assertThat(ends).containsExactly(2);
    }

    @Test
    void acceptsRangesInAnyOrder() throws IOException {
        assertThat(open(range(0x2000, 0x2FFF, 2), range(0x1000, 0x1FFF, 1)).ranges())
                .containsExactly(new GpaRange(0x1000, 0x3000));
    }

    @Test
    void startsWithTheBytesThatLimeWrites() {
        assertThat(range(0, 0, 0)).startsWith('E', 'M', 'i', 'L', 1, 0, 0, 0);
    }

    @Test
    void refusesEveryTruncation() {
        byte[] whole = SparseFile.concat(range(0x1000, 0x10FF, 1), range(0x2000, 0x20FF, 2));
        for (int length = 4; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            if (length == whole.length / 2) {
                continue; // ends where the second range would begin
            }

            var e = catchThrowableOfType(MalformedStructureException.class, () -> open(cut));

            assertThat(e).as("length %d", length).isNotNull();
            assertThat(e.reason()).as("length %d", length).isEqualTo(Reason.TRUNCATED);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, magic, BAD_MAGIC",
        "0, 0x24c694d45, version, UNSUPPORTED",
        "8, -1, s_addr, OUT_OF_RANGE",
        "8, 0x2000, e_addr, OUT_OF_RANGE",
        "8, 0x10000000000000, s_addr, OUT_OF_RANGE",
        "16, 0xfff, e_addr, OUT_OF_RANGE",
        "16, -1, e_addr, OUT_OF_RANGE",
        "16, 0xfffffffffffff, e_addr, TRUNCATED",
        "16, 0x1100, e_addr, TRUNCATED",
    })
    void refusesHostileFields(int at, String value, String field, Reason reason) {
        byte[] second = range(0x1000, 0x10FF, 1);
        System.arraycopy(SparseFile.words(Long.decode(value)), 0, second, at, 8);

        var e =
                catchThrowableOfType(
                        MalformedStructureException.class,
                        () -> open(range(0x5000, 0x50FF, 1), second));

        assertThat(e.structure()).isEqualTo("lime range header 1");
        assertThat(e.field()).isEqualTo(field);
        assertThat(e.reason()).isEqualTo(reason);
    }

    @Test
    void refusesRangesThatDisagree() {
        var e =
                catchThrowableOfType(
                        MalformedStructureException.class,
                        () -> open(range(0x1000, 0x1FFF, 1), range(0x1800, 0x27FF, 2)));

        assertThat(e)
                .hasMessage(
                        "lime range header 1: s_addr at 0x8 is 0x1800, expected an address outside"
                                + " of number 0, [0x1000, 0x2000)");
    }

    @Test
    void refusesMoreRangesThanAMachineCanHave() {
        byte[] one = range(0, 0, 0);
        byte[] chain = new byte[one.length * 0x10000];
        for (int i = 0; i < 0x10000; i++) {
            System.arraycopy(one, 0, chain, i * one.length, one.length);
        }

        var e = catchThrowableOfType(MalformedStructureException.class, () -> open(chain));

        assertThat(e.reason()).isEqualTo(Reason.OUT_OF_RANGE);
        assertThat(e).hasMessageEndingWith("begins one range more than 65535");
    }
}
