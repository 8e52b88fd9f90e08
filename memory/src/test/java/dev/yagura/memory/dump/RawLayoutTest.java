package dev.yagura.memory.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RawLayoutTest {
    private static final long GIB = 1L << 30;

    /** {@code info mtree -f} of QEMU 7.2, q35 with 3 GiB: m0 @0x80000000 stands at 4 GiB. */
    @Test
    void splitsQ35AtTwoGib() {
        assertThat(RawLayout.q35(3 * GIB))
                .containsExactly(
                        new RawExtent(0, 0, 2 * GIB), new RawExtent(4 * GIB, 2 * GIB, GIB));
        assertThat(RawLayout.q35(0xB000_0000L - 4096)).isEqualTo(RawLayout.flat(0xAFFFF000L));
        assertThat(RawLayout.q35(0xB000_0000L)).hasSize(2);
    }

    /** {@code info mtree -f} of QEMU 7.2, pc with 4 GiB: @0xc0000000 stands at 4 GiB. */
    @Test
    void splitsI440fxAtThreeGib() {
        assertThat(RawLayout.pc(4 * GIB))
                .containsExactly(
                        new RawExtent(0, 0, 3 * GIB), new RawExtent(4 * GIB, 3 * GIB, GIB));
        assertThat(RawLayout.pc(3 * GIB)).isEqualTo(RawLayout.flat(3 * GIB));
    }

    @ParameterizedTest
    @CsvSource({"0x20000000, 1", "0xb0000000, 2", "0xe0000000, 3"})
    void offersOnlyLayoutsThatDiffer(String size, int count) {
        long bytes = Long.decode(size);

        assertThat(RawLayout.candidates(bytes)).hasSize(count);
        assertThat(RawLayout.candidates(bytes).firstEntry())
                .isEqualTo(Map.entry("flat", RawLayout.flat(bytes)));
        assertThat(RawLayout.candidates(bytes).values())
                .allSatisfy(layout ->
                        assertThat(layout.stream().mapToLong(RawExtent::lengthBytes).sum())
                                .isEqualTo(bytes));
    }

    @Test
    void refusesRunsThatNoGuestHas() {
        assertThatThrownBy(() -> new RawExtent(-1, 0, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RawExtent(0, -1, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RawExtent(0, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RawExtent(1L << 52, 0, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RawExtent(0, Long.MAX_VALUE, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
