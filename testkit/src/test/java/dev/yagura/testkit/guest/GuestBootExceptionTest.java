package dev.yagura.testkit.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class GuestBootExceptionTest {

    @Test
    void knowsABreakpointThatTheKernelHadTakenBack() {
        assertThat(failure("[    2.443528] Oops: int3: 0000 [#1] SMP NOPTI").isEmulatorsFault())
                .isTrue();
        assertThat(failure("[    2.443528] int3: 0000 [#1] SMP NOPTI").isEmulatorsFault())
                .as("before 6.9")
                .isTrue();
    }

    @Test
    void leavesOtherFaultsToTheCaller() {
        assertThat(failure("[    2.443528] Oops: Oops: 0000 [#1] SMP NOPTI").isEmulatorsFault())
                .isFalse();
        assertThat(failure("Kernel panic - not syncing: no working init").isEmulatorsFault())
                .isFalse();
    }

    private static GuestBootException failure(String console) {
        return new GuestBootException("g", console, "", new IOException("closed"));
    }
}
