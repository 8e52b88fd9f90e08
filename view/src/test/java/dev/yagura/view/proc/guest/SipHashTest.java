package dev.yagura.view.proc.guest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SipHashTest {
    /** The vector for 8 bytes of the authors' own {@code vectors.h}: key 00…0f, input 00…07. */
    @Test
    void isThatOfTheAuthorsVector() {
        assertThat(SipHash.of(0x0706050403020100L, 0x0f0e0d0c0b0a0908L, 0x0706050403020100L))
                .isEqualTo(0x93f5f5799a932462L);
    }
}
