package dev.yagura.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.testkit.guest.Guest;
import dev.yagura.testkit.kernels.DebianKernel;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Acceptance: a clean guest gives no findings, also while processes start and end in it.
 *
 * <p>Every run has one kernel; {@code -Dyagura.busy.kernels=V5_10,V6_12,NEWEST} says which ones
 * instead.
 */
@Tag("guest")
class BusyGuestTest {
    private static final String KERNELS = System.getProperty("yagura.busy.kernels", "V6_1_CLOUD");
    private static final int SCANS = 10;
    private static final int PROTECTED = 1;

    static Stream<DebianKernel> kernels() {
        return Stream.of(KERNELS.split(",")).map(DebianKernel::valueOf);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void aBusyGuestGivesNoFindings(DebianKernel kernel) throws IOException {
        try (Guest guest = Guest.boot(Guests.spec("busy", kernel).withBusy(true))) {
            int newest = newestPid(guest);
            String vm = Guests.vm(guest);
            for (int i = 0; i < SCANS; i++) {
                // What protects the way changes nothing of what is seen, and takes three processes.
                Truth.assertClean(
                        i < PROTECTED
                                ? Yagura.HERE.run("scan", vm, "--json")
                                : Yagura.look("scan", vm, "--json"));
            }
            assertThat(newestPid(guest))
                    .as("processes started meanwhile")
                    .isGreaterThan(newest + SCANS);
        }
    }

    private static int newestPid(Guest guest) throws IOException {
        return Integer.parseInt(guest.run("sh -c 'echo $$'").strip());
    }
}
