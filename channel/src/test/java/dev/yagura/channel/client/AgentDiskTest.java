package dev.yagura.channel.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.yagura.channel.AuditEvent;
import dev.yagura.channel.ChannelException;
import dev.yagura.channel.ChannelException.Reason;
import dev.yagura.channel.agent.AccessPolicy;
import dev.yagura.channel.agent.AgentServer;
import dev.yagura.channel.agent.AgentServerConfig;
import dev.yagura.channel.agent.DiskDescription;
import dev.yagura.channel.agent.Right;
import dev.yagura.channel.nbd.NbdConnector;
import dev.yagura.channel.nbd.RemoteDisk;
import dev.yagura.channel.nbd.RemoteReadConfig;
import dev.yagura.channel.nbd.StartTls;
import dev.yagura.channel.tls.PatternDisk;
import dev.yagura.channel.tls.PatternMemory;
import dev.yagura.channel.tls.TestAuthority;
import dev.yagura.channel.transport.Deadline;
import dev.yagura.channel.transport.Endpoint;
import dev.yagura.channel.transport.PlainChannel;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentDiskTest {
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final TestAuthority.Party AGENT = AUTHORITY.party("agent");
    private static final TestAuthority.Party ENCLAVE = AUTHORITY.party("enclave");

    @TempDir private Path directory;
    private final FakeGuests guests = new FakeGuests().with("web", 100);
    private final Queue<AuditEvent> audit = new ConcurrentLinkedQueue<>();
    private AgentServer server;
    private AgentConnection agent;

    @BeforeEach
    void start() throws IOException {
        start(AccessPolicy.everything());
    }

    private void start(AccessPolicy policy) throws IOException {
        Endpoint endpoint = new Endpoint.Unix(directory.resolve("s"));
        server =
                AgentServer.start(
                        endpoint,
                        AGENT.tls(),
                        guests,
                        policy,
                        AgentServerConfig.DEFAULT,
                        audit::add);
        agent = AgentConnection.open(endpoint, ENCLAVE.tls(), AgentConnectionConfig.DEFAULT);
    }

    @AfterEach
    void stop() throws IOException {
        agent.close();
        server.close();
    }

    @Test
    void readsADiskAndClosesItBehindTheLastReader() throws Exception {
        assertThat(agent.inventory().getFirst().disks()).isEqualTo(FakeGuests.DISKS);
        RemoteDisk one = agent.disk("web", 0);
        RemoteDisk two = agent.disk("web", 0);
        assertThat(guests.nextEvent()).isEqualTo("web opened");
        assertThat(guests.nextEvent()).isEqualTo("web disk opened");

        one.close();

        assertThat(two.sizeBytes()).isEqualTo(PatternDisk.SIZE);
        assertThat(read(two, 0x1234, 4096)).isEqualTo(PatternMemory.expected(0x1234, 4096));
        two.close();
        assertThat(guests.nextEvent()).isEqualTo("web disk closed");
        assertThat(audit)
                .anyMatch(event ->
                        event.kind() == AuditEvent.Kind.OPENED
                                && event.detail().equals("disk 0 of guest web"));
    }

    @Test
    void anAgentThatStopsClosesItsDisksBeforeTheirGuest() throws Exception {
        RemoteDisk disk = agent.disk("web", 0);

        server.close();

        assertThat(guests.nextEvent()).isEqualTo("web opened");
        assertThat(guests.nextEvent()).isEqualTo("web disk opened");
        assertThat(guests.nextEvent()).isEqualTo("web disk closed");
        assertThat(guests.nextEvent()).isEqualTo("web closed");
        assertThatExceptionOfType(ChannelException.class)
                .isThrownBy(() -> read(disk, 0, 1))
                .extracting(ChannelException::reason)
                .isIn(Reason.CLOSED, Reason.TRUNCATED, Reason.CLOSED_HERE);
    }

    @ParameterizedTest
    @CsvSource({
        "1, disk 1 of guest web is a drive without a medium",
        "2, disk 2 of guest web is unreadable: QEMU's server is taken",
        "3, disk 3 of guest web does not exist",
        "-1, disk -1 of guest web does not exist",
    })
    void saysWhyADiskCannotBeRead(int number, String message) {
        assertThatExceptionOfType(ChannelException.class)
                .isThrownBy(() -> agent.disk("web", number))
                .withMessageContaining(message)
                .extracting(ChannelException::reason)
                .isEqualTo(Reason.NO_SUCH_DISK);
        assertThat(agent.failure()).isNull();
    }

    @Test
    void aPeerWithoutTheRightSeesNoDisk() throws Exception {
        stop();
        start(peer -> (right, guest) -> right != Right.DISK);

        assertThatExceptionOfType(ChannelException.class)
                .isThrownBy(() -> agent.disk("web", 0))
                .extracting(ChannelException::reason)
                .isEqualTo(Reason.NO_SUCH_GUEST);
        assertThat(audit)
                .anyMatch(event ->
                        event.kind() == AuditEvent.Kind.REFUSED
                                && event.detail().equals("export web/disk/0"));
        assertThat(agent.memory("web").ranges()).hasSize(2);
    }

    @Test
    void theRightToReadDisksGivesNoMemory() throws Exception {
        stop();
        start(peer -> (right, guest) -> right == Right.DISK || right == Right.LIST);

        assertThat(agent.disk("web", 0).sizeBytes()).isEqualTo(PatternDisk.SIZE);
        assertThatExceptionOfType(ChannelException.class).isThrownBy(() -> agent.memory("web"));
    }

    @Test
    void theOnlyGuestsDiskNeedsNoGuestsName() throws Exception {
        try (RemoteDisk disk = byName("disk/0")) {
            assertThat(read(disk, 0, 1000)).isEqualTo(PatternMemory.expected(0, 1000));
        }
        guests.with("db", 200);
        assertNoExport("disk/0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"web/disk/", "web/disk/00", "web/disk/64", "disk", "web/disk/0/", "/"})
    void otherNamesStandForNothing(String name) {
        assertNoExport(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"web/disk/1", "web/disk/2"})
    void whatCannotBeOpenedIsRefusedWithTheReason(String name) {
        assertThatExceptionOfType(ChannelException.class)
                .isThrownBy(() -> byName(name))
                .withMessageContaining("cannot be opened")
                .extracting(ChannelException::reason)
                .isEqualTo(Reason.REMOTE_FAILURE);
    }

    private void assertNoExport(String name) {
        assertThatExceptionOfType(ChannelException.class)
                .isThrownBy(() -> byName(name))
                .extracting(ChannelException::reason)
                .isEqualTo(Reason.NO_SUCH_GUEST);
    }

    private RemoteDisk byName(String name) throws ChannelException {
        NbdConnector connector =
                () -> {
                    Deadline deadline = Deadline.after(Duration.ofSeconds(20));
                    PlainChannel plain = PlainChannel.connect(server.endpoint(), deadline);
                    return StartTls.connect(plain, ENCLAVE.context(), "nbd", deadline);
                };
        return RemoteDisk.open(connector, name, Optional.empty(), RemoteReadConfig.DEFAULT);
    }

    @Test
    void disksAreInOrderOfTheirNumbers() {
        var disks = FakeGuests.DISKS.reversed();
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> guests.guests().getFirst().withDisks(disks))
                .withMessageContaining("ascending numbers");
        assertThat(disks).extracting(DiskDescription::number).containsExactly(2, 1, 0);
    }

    private static byte[] read(RemoteDisk disk, long offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        disk.read(offset, MemorySegment.ofArray(bytes));
        return bytes;
    }
}
