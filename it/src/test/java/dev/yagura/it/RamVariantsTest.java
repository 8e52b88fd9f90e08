package dev.yagura.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.testkit.guest.Guest;
import dev.yagura.testkit.guest.GuestObservation;
import dev.yagura.testkit.guest.GuestSpec;
import dev.yagura.testkit.guest.RamBacking;
import dev.yagura.testkit.kernels.DebianKernel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Acceptance: the same for a guest with a PCI hole (3 GiB), and for a guest whose RAM is anonymous
 * or a memfd.
 */
@Tag("guest")
class RamVariantsTest {

    /** What the program printed while the guest stood still. */
    private record Seen(Yagura.Result processes, Yagura.Result modules) {}

    @ParameterizedTest(name = "{0} of {1} MiB, QMP socket: {2}")
    @CsvSource({
        "FILE, 3072, true",
        "ANONYMOUS, 3072, true",
        "MEMFD, 256, false",
    })
    void readsRamWhereverItIs(RamBacking ram, int memoryMiB, boolean monitored) throws IOException {
        GuestSpec spec =
                Guests.spec("ram-variant", DebianKernel.V6_1_CLOUD)
                        .withRam(ram)
                        .withMemoryMiB(memoryMiB)
                        .withVcpus(1)
                        .withMonitored(monitored);
        try (Guest guest = Guest.boot(spec)) {
            String vm = Guests.vm(guest);
            GuestObservation<Seen> observation =
                    guest.observe(() ->
                            new Seen(
                                    Yagura.HERE.run("show", vm, "processes", "--json"),
                                    Yagura.look("show", vm, "modules", "--json")));

            Truth.assertProcesses(observation.seen().processes(), observation.processes());
            Truth.assertModules(observation.seen().modules(), observation.modules());
            if (monitored) {
                Truth.assertClean(Yagura.HERE.run("scan", vm, "--json"));
            } else {
                assertMemoryClean(vm);
            }
            assertThat(guest.isRunning()).isTrue();
        }
    }

    /** Without QMP nobody knows which disks there are: memory is clean, and that gap is told. */
    private static void assertMemoryClean(String vm) throws IOException {
        List<String> memory = new ArrayList<>(List.of("scan", vm, "--json"));
        memory.addAll(Guests.withoutDisks());
        Truth.assertClean(Yagura.HERE.run(memory.toArray(String[]::new)));
        List<Row> all = Yagura.look("scan", vm, "--json").exits(3).rows();
        assertThat(all).hasSize(1);
        assertThat(all.getFirst().number("findings")).isZero();
        assertThat(all.getFirst().field("notCovered").toString())
                .contains("its disks are not known without QMP");
    }
}
