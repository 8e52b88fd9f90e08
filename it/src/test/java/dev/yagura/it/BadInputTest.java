package dev.yagura.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.testkit.guest.Guest;
import dev.yagura.testkit.host.HostTool;
import dev.yagura.testkit.kernels.DebianKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Acceptance, bad input: a VM that does not exist, no permission to read the process, a QEMU that
 * exits in mid-scan, an agent that is killed or hangs, an enclave that is killed: each a clear
 * message, exit status 2 or 3, in bounded time.
 */
@Tag("guest")
@ResourceLock(SharedGuest.LOCK)
@Order(SharedGuest.EARLY)
class BadInputTest {
    private static final int NOBODY = 65534;
    private static final Duration SILENCE_LIMIT = Duration.ofSeconds(60);

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"no-such-vm", "999999999", "qmp:/no/such/socket"})
    void aVmThatIsNotThereIsRefusedAndThoseThatAreListed(String vm) throws IOException {
        Guest guest = SharedGuest.get();
        String listed = "%s (pid %d)".formatted(guest.spec().name(), guest.pid());

        Yagura.HERE.run("show", vm, "processes", "--json").refuses(2, listed);
        Yagura.HERE.run("scan", vm, "--unprotected").refuses(2, listed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "show",
                "show shared",
                "show shared no-such-view",
                "show shared processes --no-such-option",
                "show file: processes",
                "show disk:/dev/null processes",
                "show agent:127.0.0.1:1 processes",
                "show agent:127.0.0.1:99999 processes --peer-key " + "00",
                "scan shared --only no.such.detector",
                "no-such-command",
            })
    void aWrongCallIsExplained(String call) throws IOException {
        SharedGuest.get();

        Yagura.Result result = Yagura.HERE.run(call.split(" ", -1)).exits(2);

        assertThat(result.lines()).isEmpty();
        assertThat(result.errors()).isNotBlank().doesNotContain("\tat ");
    }

    @Test
    void anAgentThatIsNotThereIsNamed() throws IOException {
        Yagura.HERE
                .run("show", "agent:127.0.0.1:1", "processes", "--peer-key", "42".repeat(32))
                .refuses(3, "127.0.0.1:1");
    }

    @Test
    void aQemuThatMayNotBeReadIsRefused() throws IOException {
        Path setpriv = Requirement.tool("setpriv", "util-linux");
        Requirement.root();
        Guest guest = SharedGuest.get();
        Launcher readable = copyForOthers(Launcher.ofThisBuild());
        Yagura nobody =
                new Yagura(
                        readable,
                        List.of(
                                setpriv.toString(),
                                "--reuid=" + NOBODY,
                                "--regid=" + NOBODY,
                                "--clear-groups"));

        nobody.run("show", Guests.vm(guest), "processes", "--json", "--unprotected")
                .refuses(3, "permission", Long.toString(guest.pid()));
        nobody.run("scan", Guests.vm(guest), "--json").refuses(3, "permission");
        Yagura.Result vms = nobody.run("vms", "--json").exits(3);
        assertThat(vms.rows())
                .filteredOn(row -> row.size("pid") == guest.pid())
                .singleElement()
                .satisfies(row -> assertThat(row.text("problem")).contains("permission"));
    }

    @Test
    void aQemuThatIsKilledInMidScanEndsTheScan() throws Exception {
        try (Guest guest =
                        Guest.boot(
                                Guests.spec("doomed", DebianKernel.V6_1_CLOUD)
                                        .withMemoryMiB(Guests.SMALL_MIB));
                Yagura.Run scan = Yagura.HERE.start("scan", Guests.vm(guest), "--json")) {
            awaitPause(guest, scan);
            ProcessHandle qemu = ProcessHandle.of(guest.pid()).orElseThrow();
            qemu.destroyForcibly();
            qemu.onExit().get(10, TimeUnit.SECONDS);

            Yagura.Result result = scan.await(SILENCE_LIMIT).exits(3);
            Row summary = result.rows().getLast();
            assertThat(summary.flag("complete")).isFalse();
            assertThat(summary.number("findings")).isZero();
            assertThat(summary.field("notCovered").toString()).contains("process has ended");
        }
    }

    /** How an agent fails. */
    enum Failure {
        /** Its process is gone. */
        KILL,
        /** It is there, its connections stand, and it says nothing. */
        STOP
    }

    @ParameterizedTest
    @EnumSource
    void anAgentThatFailsInMidScanEndsTheScan(Failure failure) throws IOException {
        Guest guest = SharedGuest.get();
        try (Server agent = agentOf(guest)) {
            long half = bytesOfAScan(agent, guest) / 2;
            OnceAt failing = new OnceAt(half, () -> agent.signal(failure.name()));
            try (Wire wire = Wire.to(agent.port(), failing);
                    Yagura.Run scan = Yagura.HERE.start(scan(wire, guest, agent))) {
                scan.await(SILENCE_LIMIT).refuses(3, "agent");
                assertThat(failing.isDone()).isTrue();
            } finally {
                agent.kill();
            }
        } finally {
            guest.cont(); // whoever dies while the guest is paused cannot resume it
        }
        Truth.assertClean(Yagura.look("scan", Guests.vm(guest), "--json"));
    }

    @Test
    void anEnclaveThatIsKilledInMidScanEndsTheScanAndTheGuestRunsOn() throws IOException {
        Guest guest = SharedGuest.get();
        try (Server agent = agentOf(guest)) {
            try (Wire wire = Wire.to(agent.port(), (way, offset, bytes) -> List.of(bytes));
                    Yagura.Run scan = Yagura.HERE.start(scan(wire, guest, agent))) {
                awaitPause(guest, scan);
                enclaveOf(scan).destroyForcibly();
                scan.await(SILENCE_LIMIT).refuses(3, "enclave");
            }
            awaitRunning(guest, agent);
        }
    }

    @Test
    void aCommandThatIsKilledLeavesNothingBehind() throws Exception {
        Guest guest = SharedGuest.get();
        try (Yagura.Run scan = Yagura.HERE.start("scan", Guests.vm(guest), "--json")) {
            awaitPause(guest, scan);
            List<ProcessHandle> children = scan.process().descendants().toList();
            assertThat(children).as("agent and enclave").hasSize(2);
            scan.process().destroyForcibly();

            for (ProcessHandle child : children) {
                assertEnds(child);
            }
        }
        assertThat(guest.isRunning()).as("the agent resumed the guest as it left").isTrue();
    }

    private static void assertEnds(ProcessHandle child)
            throws InterruptedException, ExecutionException {
        try {
            child.onExit().get(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("still there: " + child.info().commandLine(), e);
        }
    }

    private Server agentOf(Guest guest) throws IOException {
        return Agents.start(Yagura.HERE, "127.0.0.1:0", folder, Policies.ourEnclaveOr(), guest);
    }

    private static String[] scan(Wire wire, Guest guest, Server agent) {
        String vm = wire.vm(guest.spec().name());
        return new String[] {"scan", vm, "--json", "--peer-key", agent.keyHash()};
    }

    private static long bytesOfAScan(Server agent, Guest guest) throws IOException {
        try (Wire wire = Wire.to(agent.port(), (way, offset, bytes) -> List.of(bytes))) {
            Truth.assertClean(Yagura.HERE.run(scan(wire, guest, agent)));
            return wire.bytes(Wire.Way.FROM_AGENT);
        }
    }

    private static ProcessHandle enclaveOf(Yagura.Run run) {
        return run.process()
                .descendants()
                .filter(child -> child.info().commandLine().orElse("").contains("EnclaveMain"))
                .findFirst()
                .orElseThrow();
    }

    /** Waits until a command has paused the guest: then its scan is under way. */
    private static void awaitPause(Guest guest, Yagura.Run scan) throws IOException {
        while (guest.isRunning()) {
            assertThat(scan.process().isAlive()).as("the scan runs and has not paused").isTrue();
        }
    }

    private static void awaitRunning(Guest guest, Server agent) throws IOException {
        long start = System.nanoTime();
        while (!guest.isRunning()) {
            assertThat(System.nanoTime() - start)
                    .as("the guest is resumed; agent: %s", agent.errors())
                    .isLessThan(SILENCE_LIMIT.toNanos());
        }
    }

    private Launcher copyForOthers(Launcher launcher) throws IOException {
        Path copy = folder.resolve("for-others");
        Files.createDirectory(copy);
        host("cp", "-r", launcher.commandLib().toString(), copy.resolve("command").toString());
        host("cp", "-r", launcher.enclaveLib().toString(), copy.resolve("enclave").toString());
        host("chmod", "-R", "a+rX", folder.toString());
        return new Launcher(copy.resolve("command"), copy.resolve("enclave"));
    }

    private static void host(String... command) throws IOException {
        HostTool.text(Duration.ofSeconds(20), List.of(command));
    }
}
