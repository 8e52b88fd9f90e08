package dev.yagura.hypervisor.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizeTextTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "1b, 1",
        "3k, 3072",
        "3K, 3072",
        "1.5G, 1610612736",
        "0x200, 512",
        "4T, 4398046511104",
    })
    void readsSizesInBytes(String text, long bytes) {
        assertThat(SizeText.parse(text, 'B')).hasValue(bytes);
    }

    @Test
    void aNumberWithoutASuffixHasTheDefaultUnit() {
        assertThat(SizeText.parse("512", 'M')).hasValue(512L << 20);
        assertThat(SizeText.parse("0x10", 'M')).hasValue(16L << 20);
        assertThat(SizeText.parse("512k", 'M')).hasValue(512L << 10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-1",
                "G",
                "1X",
                "1GG",
                " 1",
                "1e3",
                "9999999999999999999E",
                "0x",
                "1.",
                "99999999999999999999",
            })
    void givesNothingForAnythingElse(String text) {
        assertThat(SizeText.parse(text, 'B')).isEmpty();
    }
}
