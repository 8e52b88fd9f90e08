package dev.yagura.memory.paging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PagingModeTest {
    /** CR4 as {@code info registers} of QEMU 7.2 gave it for {@code -cpu max}, LA57 off and on. */
    @Test
    void readsLa57OutOfCr4() {
        assertThat(PagingMode.ofCr4(0x00750eb0)).isEqualTo(PagingMode.FOUR_LEVEL);
        assertThat(PagingMode.ofCr4(0x00751eb0)).isEqualTo(PagingMode.FIVE_LEVEL);
    }

    @ParameterizedTest
    @CsvSource({
        "0x0, true, true",
        "0x00007fffffffffff, true, true",
        "0x0000800000000000, false, true",
        "0xffff7fffffffffff, false, true",
        "0xffff800000000000, true, true",
        "0x00ffffffffffffff, false, true",
        "0x0100000000000000, false, false",
        "0xfeffffffffffffff, false, false",
        "0xff00000000000000, false, true",
        "0xffffffffffffffff, true, true",
    })
    void knowsCanonicalAddresses(String gva, boolean fourLevel, boolean fiveLevel) {
        long value = Long.parseUnsignedLong(gva.substring(2), 16);

        assertThat(PagingMode.FOUR_LEVEL.isCanonical(value)).isEqualTo(fourLevel);
        assertThat(PagingMode.FIVE_LEVEL.isCanonical(value)).isEqualTo(fiveLevel);
    }
}
