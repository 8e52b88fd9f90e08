package dev.yagura.enclave.watch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.yagura.enclave.watch.Watch.SourceKind;
import dev.yagura.enclave.watch.WatchException.Reason;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Raw copies of RAM files, which have no hole where the guest has one. */
class RawFileLayoutTest {
    private static final long GIB = 1L << 30;
    private static final Optional<String> BARE = Optional.of("bare");

    private static Answer show(long sizeBytes, long high) throws IOException {
        BareKernel guest = BareKernel.inRawFile(sizeBytes, high);
        try (Watchtower watchtower =
                new Watchtower(
                        new GuestPool(List.of(new GuestPool.Member("host", guest))), "none")) {
            watchtower.provide(BARE, SourceKind.ISF, BareKernel.isf().getBytes(US_ASCII));
            return watchtower.show(BARE, ShowRequest.of("kernel"));
        }
    }

    @Test
    void aQ35GuestsRamFileIsReadWithItsHole() throws IOException {
        Answer answer = show(3 * GIB, 2 * GIB);

        assertThat(answer.end().text("layout")).isEqualTo("q35");
        assertThat(answer.rows().getFirst().text("release")).isEqualTo("6.1.0-bare");
    }

    @Test
    void aPcGuestsRamFileIsReadWithItsHole() throws IOException {
        assertThat(show(4 * GIB, 3 * GIB).end().text("layout")).isEqualTo("pc");
    }

    @Test
    void aFileThatHasTheHoleIsReadAsItIs() throws IOException {
        assertThat(show(5 * GIB, 4 * GIB).end().fields()).doesNotContainKey("layout");
    }

    @Test
    void aFileThatFitsNoLayoutIsRefusedAsItIs() {
        WatchException e = catchThrowableOfType(WatchException.class, () -> show(3 * GIB, GIB));

        assertThat(e.reason()).isEqualTo(Reason.NO_KERNEL);
        assertThat(e).hasMessageContaining("in no RAM range");
    }
}
