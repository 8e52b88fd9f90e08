package dev.yagura.enclave.watch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.yagura.enclave.watch.Watch.SourceKind;
import dev.yagura.enclave.watch.WatchException.Reason;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KernelSourcesTest {
    private static final Optional<String> BARE = Optional.of("bare");

    private static final ShowRequest KERNEL = ShowRequest.of("kernel");

    private final Watchtower watchtower =
            new Watchtower(
                    new GuestPool(List.of(new GuestPool.Member("host", new BareKernel()))), "none");

    @Test
    void aKernelThatSaysNothingOfItselfIsOpenedWithAnIsfFile() throws IOException {
        assertThat(refusedView().reason()).isEqualTo(Reason.NO_KERNEL);

        provide(SourceKind.ISF, BareKernel.isf());

        Row kernel = watchtower.show(BARE, KERNEL).rows().getFirst();
        assertThat(kernel.text("symbolSource")).isEqualTo("ISF");
        assertThat(kernel.text("typeSource")).isEqualTo("ISF");
        assertThat(kernel.text("release")).isEqualTo("6.1.0-bare");
    }

    @Test
    void aFileThatIsNotOfItsKindIsRefusedAtOnceAndNotKept() throws IOException {
        provide(SourceKind.ISF, BareKernel.isf());

        assertThat(refused(SourceKind.ISF, "{\"user_types\": 7}"))
                .hasMessageStartingWith("kernel source: isf: user_types at ")
                .hasMessageEndingWith("expected an object");
        assertThat(refused(SourceKind.ISF, "not json"))
                .hasMessageContaining("is not JSON within bounds");
        assertThat(refused(SourceKind.SYSTEM_MAP, "not a map"))
                .hasMessageStartingWith("kernel source: System.map: line 1 at ");
        assertThat(watchtower.show(BARE, KERNEL).rows()).hasSize(1);
    }

    @Test
    void anIsfFileOfAnotherKernelOpensNothing() throws IOException {
        provide(SourceKind.ISF, BareKernel.isf().replace("\"offset\": 32", "\"offset\": 40"));

        assertThat(refusedView()).hasMessageContaining("init_task: tasks.next.prev at 0x28");
    }

    private void provide(SourceKind kind, String text) throws IOException {
        watchtower.provide(BARE, kind, text.getBytes(US_ASCII));
    }

    private WatchException refused(SourceKind kind, String text) {
        WatchException e = catchThrowableOfType(WatchException.class, () -> provide(kind, text));
        assertThat(e.reason()).isEqualTo(Reason.BAD_REQUEST);
        return e;
    }

    private WatchException refusedView() {
        return catchThrowableOfType(WatchException.class, () -> watchtower.show(BARE, KERNEL));
    }
}
