package dev.yagura.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GpaRangeTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "5, 5", "5, 4", "-1, 4", "0, -1"})
    void refusesEmptyAndNegativeRanges(long start, long end) {
        assertThatThrownBy(() -> new GpaRange(start, end))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "0x1000, 1, true",
        "0x1000, 0x1000, true",
        "0x1fff, 1, true",
        "0x1fff, 2, false",
        "0x2000, 1, false",
        "0xfff, 1, false",
        "0xfff, 2, false",
        "0x1000, 0x7fffffffffffffff, false",
        "-1, 1, false",
    })
    void containsOnlyWhatLiesWhollyInside(String gpa, String lengthBytes, boolean expected) {
        GpaRange range = new GpaRange(0x1000, 0x2000);

        assertThat(range.contains(Long.decode(gpa), Long.decode(lengthBytes))).isEqualTo(expected);
    }

    @Test
    void mergesWhatAdjoinsAndKeepsGaps() {
        assertThat(
                        GpaRange.merge(
                                List.of(
                                        new GpaRange(0, 0xA0000),
                                        new GpaRange(0xA0000, 0xC0000),
                                        new GpaRange(0x100000, 0x200000))))
                .containsExactly(new GpaRange(0, 0xC0000), new GpaRange(0x100000, 0x200000));
        assertThat(GpaRange.merge(List.of())).isEmpty();
    }

    @Test
    void doesNotMergeWhatOverlapsOrIsOutOfOrder() {
        assertThatThrownBy(() -> GpaRange.merge(List.of(new GpaRange(0, 9), new GpaRange(8, 10))))
                .hasMessage("[0x8, 0xa) begins before the end of [0x0, 0x9)");
        assertThatThrownBy(() -> GpaRange.merge(List.of(new GpaRange(10, 12), new GpaRange(0, 9))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void printsHexadecimal() {
        assertThat(new GpaRange(0xFFFC0000L, 0x100000000L))
                .hasToString("[0xfffc0000, 0x100000000)");
    }
}
