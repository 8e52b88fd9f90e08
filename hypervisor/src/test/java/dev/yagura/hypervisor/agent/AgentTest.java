package dev.yagura.hypervisor.agent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.policy.AppraisalPolicy;
import dev.yagura.attestation.ratls.Identity;
import dev.yagura.attestation.ratls.IdentityFiles;
import dev.yagura.attestation.ratls.IdentityOptions;
import dev.yagura.attestation.ratls.MutualTls;
import dev.yagura.attestation.ratls.PeerVerifier;
import dev.yagura.channel.ChannelException;
import dev.yagura.channel.agent.GuestDescription;
import dev.yagura.channel.client.AgentConnection;
import dev.yagura.channel.client.AgentConnectionConfig;
import dev.yagura.channel.client.PauseLease;
import dev.yagura.channel.nbd.RemoteDisk;
import dev.yagura.channel.transport.Endpoint;
import dev.yagura.channel.transport.TlsEnd;
import dev.yagura.hypervisor.ChildJvm;
import dev.yagura.hypervisor.DiskImages;
import dev.yagura.hypervisor.SavedGuest;
import dev.yagura.hypervisor.TestQemu;
import dev.yagura.hypervisor.qemu.GuestUnavailableException;
import dev.yagura.memory.VcpuRegisters;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole agent over real sockets, with real QEMUs behind it. */
class AgentTest {
    private static final String CONT = "{\"execute\": \"cont\"}";
    private static final Identity AGENT = Identity.withoutEvidence(IdentityOptions.named("agent"));
    private static final Identity ENCLAVE =
            Identity.withoutEvidence(IdentityOptions.named("enclave"));

    @TempDir private Path directory;

    private AgentOptions options() {
        return AgentOptions.of(
                new Endpoint.Unix(directory.resolve("agent.sock")),
                AGENT,
                AppraisalPolicy.pinning(ENCLAVE.keyHash()));
    }

    private static AgentConnection connect(Endpoint endpoint, Identity self)
            throws ChannelException {
        var tls = new MutualTls(self, new PeerVerifier(AppraisalPolicy.pinning(AGENT.keyHash())));
        return AgentConnection.open(endpoint, TlsEnd.attesting(tls), AgentConnectionConfig.DEFAULT);
    }

    /** Selects by pid: other guests of the host may have any name. */
    private static List<String> pid(TestQemu qemu) {
        return List.of(Long.toString(qemu.pid()));
    }

    private Path dump(String text) throws IOException {
        byte[] bytes = new byte[4096];
        System.arraycopy(text.getBytes(UTF_8), 0, bytes, 100, text.length());
        return Files.write(directory.resolve("dump.raw"), bytes);
    }

    @Test
    void servesARunningGuestsMemoryRegistersAndPause() throws IOException {
        Path pattern = Files.writeString(directory.resolve("pattern"), "marker in guest memory");
        String loader = "loader,force-raw=on,addr=0x100000,file=" + pattern;
        try (TestQemu qemu =
                        TestQemu.start(
                                directory, "-machine", "q35", "-name", "web", "-device", loader);
                Agent agent = Agent.start(options().serving(pid(qemu), List.of()));
                AgentConnection connection = connect(agent.endpoint(), ENCLAVE)) {
            String id = "web-" + qemu.pid();
            assertThat(agent.selected()).containsExactly(id);
            assertThat(agent.keyHash()).isEqualTo(AGENT.keyHash());
            assertThat(connection.inventory()).extracting(GuestDescription::id).containsExactly(id);
            byte[] bytes = new byte[22];
            connection.memory(id).read(0x100000, MemorySegment.ofArray(bytes));
            assertThat(new String(bytes, UTF_8)).isEqualTo("marker in guest memory");
            assertThat(connection.registers(id))
                    .extracting(VcpuRegisters::rip)
                    .containsExactly(0xfff0L);

            qemu.execute(CONT);
            try (PauseLease lease = connection.pause(id, Duration.ofSeconds(20))) {
                assertThat(qemu.isRunning()).isFalse();
                assertThat(lease.resume().wasWhole()).isTrue();
            }
            assertThat(qemu.isRunning()).isTrue();
        }
    }

    @Test
    void servesTheCiphertextOfADiskUntilItCloses() throws IOException {
        DiskImages.require();
        DiskImages images = new DiskImages(directory);
        Path luks = images.luks("disk.luks");
        try (TestQemu qemu =
                TestQemu.start(
                        directory,
                        "-machine",
                        "q35",
                        "-name",
                        "web",
                        "-object",
                        images.secret(),
                        "-blockdev",
                        "driver=luks,file.driver=file,key-secret=key,node-name=plain,file.filename="
                                + luks,
                        "-device",
                        "virtio-blk,drive=plain,id=vda")) {
            byte[] served;
            try (Agent agent = Agent.start(options().serving(pid(qemu), List.of()));
                    AgentConnection connection = connect(agent.endpoint(), ENCLAVE)) {
                RemoteDisk disk = connection.disk("web-" + qemu.pid(), 0);
                served = new byte[(int) disk.sizeBytes()];
                disk.read(0, MemorySegment.ofArray(served));
                assertThat(exports(qemu)).contains("yagura-");
            }

            assertThat(exports(qemu)).contains("\"return\": []");
            assertThat(served).isEqualTo(Files.readAllBytes(luks));
            assertThat(new String(served, ISO_8859_1)).doesNotContain(DiskImages.MARKER);
            assertThat(images.decrypted(served, "luks")).isEqualTo(DiskImages.bytes());
        }
    }

    private static String exports(TestQemu qemu) throws IOException {
        return qemu.execute("{\"execute\": \"query-block-exports\"}");
    }

    @Test
    void letsAPausedGuestRunWhenItCloses() throws IOException {
        try (TestQemu qemu = TestQemu.start(directory, "-machine", "q35", "-name", "web")) {
            qemu.execute(CONT);
            try (Agent agent = Agent.start(options().serving(pid(qemu), List.of()))) {
                AgentConnection connection = connect(agent.endpoint(), ENCLAVE);
                connection.pause("web-" + qemu.pid(), Duration.ofSeconds(20));
                assertThat(qemu.isRunning()).isFalse();
            }
            assertThat(qemu.isRunning()).isTrue();
        }
    }

    @Test
    void servesDumpsAndNoRunningGuestBesideThem() throws IOException {
        try (Agent agent =
                        Agent.start(
                                options()
                                        .serving(
                                                List.of(),
                                                List.of(SavedGuest.dump(dump("in a dump")))));
                AgentConnection connection = connect(agent.endpoint(), ENCLAVE)) {
            assertThat(connection.inventory())
                    .extracting(GuestDescription::id)
                    .containsExactly("dump.raw-1");
            byte[] bytes = new byte[9];
            connection.memory("dump.raw-1").read(100, MemorySegment.ofArray(bytes));
            assertThat(new String(bytes, UTF_8)).isEqualTo("in a dump");
            assertThatThrownBy(() -> connection.memory("nope-1"))
                    .isInstanceOf(ChannelException.class);
        }
    }

    @Test
    void servesTheGuestsAskedForAndNoOther() throws IOException {
        Path second = Files.createDirectory(directory.resolve("second"));
        Path third = Files.createDirectory(directory.resolve("third"));
        try (TestQemu one = TestQemu.start(directory, "-name", "one");
                TestQemu two = TestQemu.start(second, "-name", "two");
                TestQemu other = TestQemu.start(third, "-name", "other");
                Agent agent =
                        Agent.start(
                                options()
                                        .serving(
                                                List.of("" + two.pid(), "" + one.pid()),
                                                List.of(SavedGuest.dump(dump("x")))));
                AgentConnection connection = connect(agent.endpoint(), ENCLAVE)) {
            String[] ids = {"two-" + two.pid(), "one-" + one.pid(), "dump.raw-1"};
            assertThat(agent.selected()).containsExactly(ids);
            assertThat(connection.inventory())
                    .extracting(GuestDescription::id)
                    .containsExactlyInAnyOrder(ids);
            assertThatThrownBy(() -> connection.memory("other-" + other.pid()))
                    .isInstanceOf(ChannelException.class)
                    .hasMessageContaining("other-" + other.pid());
        }
    }

    @Test
    void listensOnTcpAtAPortOfTheSystemsChoice() throws IOException {
        AgentOptions tcp =
                AgentOptions.of(
                                Endpoint.parse("127.0.0.1:0"),
                                AGENT,
                                AppraisalPolicy.pinning(ENCLAVE.keyHash()))
                        .serving(List.of(), List.of(SavedGuest.dump(dump("x"))));
        try (Agent agent = Agent.start(tcp);
                AgentConnection connection = connect(agent.endpoint(), ENCLAVE)) {
            assertThat(((Endpoint.Tcp) agent.endpoint()).port()).isPositive();
            assertThat(connection.agentInstance()).isEqualTo(agent.instance());
        }
    }

    @Test
    void givesNothingToAPeerItsPolicyRefuses() throws IOException {
        Identity stranger = Identity.withoutEvidence(IdentityOptions.named("enclave"));
        try (Agent agent =
                Agent.start(options().serving(List.of(), List.of(SavedGuest.dump(dump("x")))))) {
            assertThatThrownBy(() -> connect(agent.endpoint(), stranger).inventory())
                    .isInstanceOf(ChannelException.class);
        }
    }

    @Test
    void doesNotStartForAGuestThatDoesNotRun() {
        TestQemu.require();

        assertThatThrownBy(() -> Agent.start(options().serving(List.of("nope"), List.of())))
                .isInstanceOf(GuestUnavailableException.class)
                .hasMessageContaining("nope is not running here");
        assertThat(directory.resolve("agent.sock")).doesNotExist();
    }

    /** An agent process as the command line starts it. */
    static final class AgentProgram {
        private AgentProgram() {}

        public static void main(String[] arguments) throws IOException, InterruptedException {
            Path directory = Path.of(arguments[0]);
            Identity self = identityIn(directory);
            AgentOptions options =
                    AgentOptions.of(
                                    new Endpoint.Unix(directory.resolve("agent.sock")),
                                    self,
                                    AppraisalPolicy.pinning(new Sha256(arguments[1])))
                            .serving(List.of(arguments[2]), List.of())
                            .withJournal(directory.resolve("journal"));
            try (Agent agent = Agent.start(options)) {
                agent.closeOnShutdown();
                System.out.println("ready " + agent.recovered());
                System.out.flush();
                agent.awaitClose();
            }
        }
    }

    /** The identity of the other process; the first to ask makes it. */
    private static Identity identityIn(Path directory) throws IOException {
        Path certificate = directory.resolve("agent.crt");
        Path key = directory.resolve("agent.key");
        if (!Files.exists(key)) {
            IdentityFiles.write(AGENT, certificate, key);
        }
        return IdentityFiles.read(certificate, key);
    }

    private AgentConnection connectToProcess(ChildJvm agent) throws IOException {
        assertThat(agent.readLine()).startsWith("ready ");
        Identity other = identityIn(directory);
        var tls =
                new MutualTls(ENCLAVE, new PeerVerifier(AppraisalPolicy.pinning(other.keyHash())));
        return AgentConnection.open(
                new Endpoint.Unix(directory.resolve("agent.sock")),
                TlsEnd.attesting(tls),
                AgentConnectionConfig.DEFAULT);
    }

    private ChildJvm startProcess(TestQemu qemu) throws IOException {
        return ChildJvm.start(
                List.of(),
                AgentProgram.class,
                directory.toString(),
                ENCLAVE.keyHash().toString(),
                pid(qemu).getFirst());
    }

    @Test
    void aTerminatedProcessLetsItsGuestsRun() throws Exception {
        try (TestQemu qemu = TestQemu.start(directory, "-machine", "q35", "-name", "web");
                ChildJvm agent = startProcess(qemu);
                AgentConnection connection = connectToProcess(agent)) {
            qemu.execute(CONT);
            connection.pause("web-" + qemu.pid(), Duration.ofSeconds(20));
            assertThat(qemu.isRunning()).isFalse();

            agent.terminate();

            assertThat(qemu.isRunning()).isTrue();
            assertThat(directory.resolve("journal")).isEmptyDirectory();
        }
    }

    @Test
    void theNextAgentResumesWhatAKilledOneLeftPaused() throws Exception {
        try (TestQemu qemu = TestQemu.start(directory, "-machine", "q35", "-name", "web")) {
            qemu.execute(CONT);
            try (ChildJvm agent = startProcess(qemu);
                    AgentConnection connection = connectToProcess(agent)) {
                connection.pause("web-" + qemu.pid(), Duration.ofSeconds(20));
                agent.kill();
            }
            assertThat(qemu.isRunning()).isFalse();

            try (ChildJvm next = startProcess(qemu)) {
                assertThat(next.readLine())
                        .isEqualTo(
                                "ready [pid %d was left paused by a killed agent; resumed]"
                                        .formatted(qemu.pid()));
                assertThat(qemu.isRunning()).isTrue();
            }
        }
    }
}
