package dev.yagura.view.proc.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.linux.Linux;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JiffiesTest {
    private static final long COUNT = 5000;

    private static Jiffies ofLength(long nanos) throws IOException {
        FakeLinux guest = new FakeLinux();
        guest.process(1, 0, "init");
        long length = guest.guest().allocate(16);
        guest.guest().u64(length, nanos).u64(length + 8, COUNT);
        guest.guest().symbol("tick_nsec", length, 'D').symbol("jiffies", length + 8, 'D');
        return Jiffies.of(new ProcGuest(Linux.of(guest.guest().kernel()), "proc"));
    }

    @Test
    void countsAreShownAsHundredthsOfASecond() throws IOException {
        Jiffies jiffies = ofLength(4_000_000);

        assertThat(jiffies.ticks(250)).isEqualTo(100);
        assertThat(jiffies.ticksUntil(COUNT + 25)).isEqualTo(10);
        assertThat(jiffies.ticksUntil(COUNT - 25)).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 1, 989_999, 10_100_001, Long.MAX_VALUE})
    void aLengthThatNoKernelHasIsAnError(long nanos) {
        assertThatThrownBy(() -> ofLength(nanos))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("length of a jiffy: is " + nanos);
    }
}
