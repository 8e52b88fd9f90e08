package dev.yagura.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.testkit.guest.Guest;
import dev.yagura.testkit.guest.GuestObservation;
import dev.yagura.testkit.host.HostTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Acceptance: {@code nbdinfo} and {@code nbdcopy} (with TLS certificate files) read the {@code
 * memory} export, and the copy opens with {@code show file:…}. They see ciphertext on the wire.
 */
@Tag("guest")
@ResourceLock(SharedGuest.LOCK)
@Order(SharedGuest.EARLY)
class NbdToolsTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir private Path folder;

    @Test
    void nbdcopyReadsTheMemoryAndTheWireHoldsNoneOfIt() throws IOException {
        Path nbdinfo = Requirement.tool("nbdinfo", "libnbd-bin");
        Path nbdcopy = Requirement.tool("nbdcopy", "libnbd-bin");
        Guest guest = SharedGuest.get();
        Path certificates = folder.resolve("nbd");
        String policy = Policies.pinning(Agents.makeIdentity(certificates));
        var search = new MarkerSearch(SharedGuest.MARKER);
        try (Server agent = Agents.start(Yagura.HERE, "127.0.0.1:0", folder, policy, guest);
                Wire wire =
                        Wire.to(
                                agent.port(),
                                (way, offset, bytes) -> {
                                    if (way == Wire.Way.FROM_AGENT) {
                                        search.add(bytes);
                                    }
                                    return List.of(bytes);
                                })) {
            prepare(certificates);
            String uri = uri(wire.port(), certificates);
            Path copy = folder.resolve("copy");

            String info = HostTool.text(LIMIT, List.of(nbdinfo.toString(), uri));
            GuestObservation<String> observation =
                    guest.observe(() ->
                            HostTool.text(
                                    LIMIT, List.of(nbdcopy.toString(), uri, copy.toString())));

            assertThat(info)
                    .contains("protocol: newstyle-fixed with TLS, using structured packets")
                    .contains("export-size: " + (512L << 20))
                    .contains("is_read_only: true");
            Truth.assertProcesses(
                    Yagura.HERE.run("show", "file:" + copy, "processes", "--json", "--unprotected"),
                    observation.processes());
            assertThat(MarkerSearch.inFile(copy, SharedGuest.MARKER)).isPositive();
            assertThat(wire.bytes(Wire.Way.FROM_AGENT)).isGreaterThan(50L << 20);
            assertThat(search.found()).isZero();
        }
    }

    @Test
    void aKeyThatTheAgentWasNotToldReadsNothing() throws IOException {
        Path nbdinfo = Requirement.tool("nbdinfo", "libnbd-bin");
        Path strange = folder.resolve("strange");
        Agents.makeIdentity(strange);
        try (Server agent =
                Agents.start(
                        Yagura.HERE,
                        "127.0.0.1:0",
                        folder,
                        Policies.pinning(Agents.makeIdentity(folder.resolve("known"))),
                        SharedGuest.get())) {
            prepare(strange);

            assertThatThrownBy(() ->
                            HostTool.text(
                                    LIMIT, List.of(nbdinfo.toString(), uri(agent.port(), strange))))
                    .hasMessageContaining("exit status");
        }
    }

    /** Gives the files the names that NBD's tools look for. */
    private void prepare(Path certificates) throws IOException {
        Files.move(certificates.resolve("cert.pem"), certificates.resolve("client-cert.pem"));
        Files.move(certificates.resolve("key.pem"), certificates.resolve("client-key.pem"));
        Files.copy(Agents.certificate(folder), certificates.resolve("ca-cert.pem"));
    }

    private static String uri(int port, Path certificates) {
        return "nbds://127.0.0.1:%d/memory?tls-certificates=%s".formatted(port, certificates);
    }
}
