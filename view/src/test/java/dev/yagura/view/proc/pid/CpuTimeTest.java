package dev.yagura.view.proc.pid;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CpuTimeTest {
    private static final CpuTime NOTHING = new CpuTime(0, 0);

    @Test
    void ticksAreScaledToWhatWasMeasured() {
        assertThat(new CpuTime(30, 10).scaledTo(400, NOTHING)).isEqualTo(new CpuTime(300, 100));
        assertThat(new CpuTime(0, 10).scaledTo(7, NOTHING)).isEqualTo(new CpuTime(0, 7));
        assertThat(new CpuTime(10, 0).scaledTo(7, NOTHING)).isEqualTo(new CpuTime(7, 0));
        assertThat(new CpuTime(Long.MAX_VALUE / 2, Long.MAX_VALUE / 2).scaledTo(8, NOTHING))
                .isEqualTo(new CpuTime(4, 4));
    }

    @Test
    void timesNeverGoBack() {
        assertThat(new CpuTime(1, 1).scaledTo(10, new CpuTime(8, 3))).isEqualTo(new CpuTime(8, 3));
        assertThat(new CpuTime(1, 1).scaledTo(12, new CpuTime(8, 1))).isEqualTo(new CpuTime(8, 4));
        assertThat(new CpuTime(1, 1).scaledTo(12, new CpuTime(1, 8))).isEqualTo(new CpuTime(4, 8));
    }
}
