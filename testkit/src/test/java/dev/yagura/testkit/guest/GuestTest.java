package dev.yagura.testkit.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.yagura.memory.paging.PagingMode;
import dev.yagura.testkit.kernels.DebianKernel;
import dev.yagura.testkit.kernels.DebianKernels;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Boots a real guest; needs QEMU, a static busybox, and Debian's mirror or a filled cache. */
@Tag("guest")
class GuestTest {
    private static final int COMMANDS = 20;
    private static Guest guest;

    @BeforeAll
    static void boot() throws IOException {
        GuestSpec spec =
                GuestSpec.of(DebianKernels.standard().fetch(DebianKernel.V6_1_CLOUD))
                        .withName("truth")
                        .withMarker("a-marker-for-the-test")
                        .withInitCommands(List.of("echo from-init >/run/made-by-init"));
        guest = Guest.boot(spec);
    }

    @AfterAll
    static void end() throws IOException {
        guest.close();
        assertThat(ProcessHandle.of(guest.pid())).isEmpty();
        assertThat(guest.directory()).doesNotExist();
    }

    @Test
    void listsItsOwnProcesses() throws IOException {
        List<GuestProcess> processes = guest.processes();

        assertThat(processes).contains(new GuestProcess(1, 0, 0, "init"));
        assertThat(processes).contains(new GuestProcess(2, 0, 0, "kthreadd"));
        assertThat(processes)
                .filteredOn(process -> process.ppid() == 1)
                .extracting(process -> process.uid() + " " + process.comm())
                .contains("0 sleep", "0 busybox-daemon", "1000 sleep", "65534 nc", "0 we ird)(x");
        assertThat(processes).filteredOn(GuestProcess::isKernelThread).hasSizeGreaterThan(20);
    }

    @Test
    void listsItsOwnModules() throws IOException {
        assertThat(guest.modules())
                .extracting(GuestModule::name)
                .contains("dummy", "nf_tables", "virtio_net", "virtio_ring");
        assertThat(guest.modules()).allSatisfy(module -> assertThat(module.baseGva()).isNegative());
    }

    @Test
    void runsCommandsOneAfterTheOther() throws IOException {
        assertThat(guest.run("echo one; echo two")).isEqualTo("one\ntwo\n");
        assertThat(guest.run("printf 'no newline'")).isEqualTo("no newline");
        assertThat(guest.run("true")).isEmpty();
        assertThat(guest.run("cat /run/made-by-init")).isEqualTo("from-init\n");
        assertThat(guest.run("cat /run/marker")).isEqualTo("a-marker-for-the-test\n");
        assertThat(guest.run("cat")).as("there is nothing to read").isEmpty();
    }

    @Test
    void saysHowACommandFailed() {
        var e =
                catchThrowableOfType(
                        GuestCommandException.class, () -> guest.run("echo why >&2; false"));

        assertThat(e.status()).isEqualTo(1);
        assertThat(e).hasMessageEndingWith("ended with status 1, expected 0: why\n");
    }

    @Test
    void aCommandThatTakesTooLongDoesNotSpoilTheNext() throws IOException {
        assertThatThrownBy(() -> guest.run("echo late; sleep 1; echo later", Duration.ZERO))
                .hasMessageStartingWith("guest shell: no answer in");
        assertThat(guest.run("echo next")).isEqualTo("next\n");
    }

    @Test
    void childrenThatEndWhileACommandIsReadDoNotSpoilIt() throws IOException {
        for (int i = 0; i < COMMANDS; i++) {
            assertThat(guest.run("for t in 0 1 2 3 4 5 6 7 8 9; do sleep 0.00$t & done; echo " + i))
                    .isEqualTo(i + "\n");
        }
    }

    @Test
    void saysWhatAGuestThatDoesNotAnswerIsDoing() throws IOException {
        guest.stop();
        try {
            assertThatThrownBy(() -> guest.run("true", Duration.ofMillis(100)))
                    .hasMessageContaining("\"status\": \"paused\"");
        } finally {
            guest.cont();
        }
        assertThat(guest.run("echo next")).isEqualTo("next\n");
    }

    @Test
    void knowsItsSymbols() throws IOException {
        Map<String, Long> symbols = guest.symbols(List.of("init_task", "no_such_symbol", "_stext"));

        assertThat(symbols).containsOnlyKeys("init_task", "_stext");
        long start = guest.symbol("_stext");
        assertThat(symbols).containsEntry("_stext", start);
        assertThat(guest.symbolsAt(start)).contains("_stext");
        assertThat(guest.nextSymbolAfter("_stext")).isGreaterThan(start);
        assertThatThrownBy(() -> guest.symbol("no_such_symbol"))
                .hasMessage("kallsyms: found no no_such_symbol");
    }

    @Test
    void kaslrIsOnAndPagingHasFiveLevels() throws IOException {
        assertThat(guest.run("cat /proc/cmdline")).doesNotContain("nokaslr");
        assertThat(guest.spec().paging()).isEqualTo(PagingMode.FIVE_LEVEL);
        assertThat(guest.monitor().human("info registers")).containsPattern("CR4=0075[13]");
    }

    @Test
    void standsStillWhileItIsObserved() throws IOException {
        GuestObservation<Boolean> observation = guest.observe(() -> guest.isRunning());

        assertThat(observation.seen()).isFalse();
        assertThat(observation.processes()).hasSizeGreaterThan(30);
        assertThat(guest.isRunning()).isTrue();
    }

    @Test
    void ramFileHoldsTheGuestsMemory() throws IOException {
        Path ram = guest.ramFile().orElseThrow();

        assertThat(Files.size(ram)).isEqualTo(512L << 20);
    }

    @Test
    void dumpsItsMemoryAsElf(@TempDir Path directory) throws IOException {
        Path core = directory.resolve("core");

        guest.dumpGuestMemory(core);

        byte[] magic = new byte[4];
        try (var file = new RandomAccessFile(core.toFile(), "r")) {
            file.readFully(magic);
            assertThat(file.length()).isGreaterThan(512L << 20);
        }
        assertThat(magic).containsExactly(0x7F, 'E', 'L', 'F');
    }

    @Test
    void aGuestThatCannotBootSaysWhatItsConsoleSays() {
        GuestSpec broken =
                guest.spec()
                        .withBootLimit(Duration.ofSeconds(60))
                        .withModules(List.of())
                        .withInitCommands(
                                List.of(
                                        "echo the end is near >/dev/console",
                                        "poweroff -f",
                                        "sleep 1000"));

        assertThatThrownBy(() -> Guest.boot(broken))
                .isInstanceOf(GuestBootException.class)
                .hasMessageContaining("the end is near");
    }
}
