package dev.yagura.channel.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.yagura.channel.AuditEvent;
import dev.yagura.channel.ChannelException;
import dev.yagura.channel.ChannelException.Reason;
import dev.yagura.channel.agent.AccessPolicy;
import dev.yagura.channel.agent.AgentServer;
import dev.yagura.channel.agent.AgentServerConfig;
import dev.yagura.channel.agent.Right;
import dev.yagura.channel.control.LeaseEnd;
import dev.yagura.channel.nbd.RemoteMemory;
import dev.yagura.channel.tls.Background;
import dev.yagura.channel.tls.PatternMemory;
import dev.yagura.channel.tls.TestAuthority;
import dev.yagura.channel.transport.Endpoint;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentTest {
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final TestAuthority.Party AGENT = AUTHORITY.party("agent");
    private static final TestAuthority.Party ENCLAVE = AUTHORITY.party("enclave");
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir private Path directory;
    private final FakeGuests guests = new FakeGuests().with("web", 100).with("db", 200);
    private final Queue<AuditEvent> audit = new ConcurrentLinkedQueue<>();
    private AgentServer server;
    private AgentConnection agent;

    @BeforeEach
    void start() throws IOException {
        start(AccessPolicy.everything(), AgentServerConfig.DEFAULT);
    }

    private void start(AccessPolicy policy, AgentServerConfig config) throws IOException {
        Endpoint endpoint = new Endpoint.Unix(directory.resolve("s"));
        server = AgentServer.start(endpoint, AGENT.tls(), guests, policy, config, audit::add);
        agent = connect(AgentConnectionConfig.DEFAULT);
    }

    private AgentConnection connect(AgentConnectionConfig config) throws ChannelException {
        return AgentConnection.open(server.endpoint(), ENCLAVE.tls(), config);
    }

    private void restart(AccessPolicy policy, AgentServerConfig config) throws IOException {
        stop();
        start(policy, config);
    }

    @AfterEach
    void stop() throws IOException {
        agent.close();
        server.close();
    }

    @Test
    void tellsWhatTheAgentHas() throws Exception {
        assertThat(agent.inventory()).isEqualTo(guests.guests());
        assertThat(agent.registers("db")).containsExactly(FakeGuests.VCPU);
        assertThat(agent.agentInstance()).isEqualTo(server.instance());
        assertThat(agent.agentCertificate()).isEqualTo(AGENT.certificate());
    }

    @Test
    void readsMemoryOfSeveralGuestsThroughOneAgent() throws Exception {
        for (String id : List.of("web", "db")) {
            RemoteMemory memory = agent.memory(id);
            assertThat(memory.ranges()).containsExactly(FakeGuests.LOW, FakeGuests.HIGH);
            assertThat(read(memory, 0x1_0000_1000L)).isEqualTo(expected(0x1_0000_1000L));
        }
    }

    @Test
    void namesAGuestThatDoesNotExist() {
        for (String id : List.of("nobody", "", "a/b")) {
            assertRefused(Reason.NO_SUCH_GUEST, () -> agent.memory(id));
            assertRefused(Reason.NO_SUCH_GUEST, () -> agent.registers(id));
        }
        assertThat(agent.failure()).isNull();
    }

    @Test
    void pausesUntilItIsToldToResume() throws Exception {
        PauseLease lease = agent.pause("web", Duration.ofSeconds(10));
        assertThat(lease.granted()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
        assertThat(guests.nextEvent()).isEqualTo("web opened");
        assertThat(guests.nextEvent()).isEqualTo("web paused");

        PauseResult result = lease.resume();

        assertThat(result.wasWhole()).isTrue();
        assertThat(result.held()).isBetween(Duration.ofNanos(1000), LONG);
        assertThat(lease.resume()).isEqualTo(result);
        assertThat(guests.nextEvent()).isEqualTo("web resumed");
    }

    @Test
    void resumesByItselfWhenTheLeaseRunsOut() throws Exception {
        PauseLease lease = agent.pause("web", Duration.ofMillis(50));
        assertEvents("web opened", "web paused", "web resumed");

        assertRefused(Reason.LEASE_ENDED, () -> lease.renew(LONG));
        PauseResult result = lease.resume();
        assertThat(result.ended()).isEqualTo(LeaseEnd.EXPIRED);
        assertThat(result.wasWhole()).isFalse();
    }

    @Test
    void resumesByItselfWhenTheHolderIsGone() throws Exception {
        var _ = agent.pause("web", LONG);
        assertEvents("web opened", "web paused");

        agent.close();

        assertEvents("web resumed", "web closed");
    }

    @Test
    void resumesByItselfWhenTheAgentStops() throws Exception {
        var _ = agent.pause("web", LONG);
        server.close();

        assertEvents("web opened", "web paused", "web resumed", "web closed");
    }

    @Test
    void guestStandsStillUntilTheLastOfSeveralLeasesEnds() throws Exception {
        try (AgentConnection other = connect(AgentConnectionConfig.DEFAULT)) {
            PauseLease first = agent.pause("web", LONG);
            PauseLease second = other.pause("web", LONG);
            first.resume();
            assertThat(second.renew(LONG)).isPositive();
            second.resume();
        }
        assertEvents("web opened", "web paused", "web resumed");
    }

    @Test
    void noGuestStandsStillForLongerThanTheAgentAllows() throws Exception {
        Duration pause = Duration.ofMillis(300);
        restart(
                AccessPolicy.everything(),
                AgentServerConfig.DEFAULT.withPauses(Duration.ofMillis(200), pause));
        PauseLease lease = agent.pause("web", LONG);
        assertThat(lease.granted()).isLessThanOrEqualTo(Duration.ofMillis(200));

        ChannelException end = null;
        while (end == null) {
            try {
                lease.renew(LONG);
            } catch (ChannelException e) {
                end = e;
            }
        }

        assertThat(end.reason()).isEqualTo(Reason.LEASE_ENDED);
        assertThat(lease.resume().ended()).isEqualTo(LeaseEnd.LIMIT);
        assertEvents("web opened", "web paused", "web resumed");
    }

    @Test
    void triesAgainWhenAGuestDoesNotResume() throws Exception {
        PauseLease lease = agent.pause("web", LONG);
        guests.failResumes(1);
        lease.resume();

        assertEvents("web opened", "web paused", "web not resumed", "web resumed");
    }

    @Test
    void hidesGuestsThatThePolicyDoesNotList() throws Exception {
        restart(
                peer -> (right, guest) -> guest.equals("db") && right != Right.PAUSE,
                AgentServerConfig.DEFAULT);

        assertThat(agent.inventory()).extracting("id").containsExactly("db");
        assertRefused(Reason.NO_SUCH_GUEST, () -> agent.memory("web"));
        assertRefused(Reason.NOT_PERMITTED, () -> agent.pause("db", LONG));
        assertThat(audit)
                .anyMatch(event -> event.kind() == AuditEvent.Kind.REFUSED)
                .anyMatch(event -> event.detail().contains("PAUSE of guest db"));
    }

    @Test
    void policyKnowsThePeersKey() throws Exception {
        restart(
                peer -> (right, guest) -> peer.certificate().equals(ENCLAVE.certificate()),
                AgentServerConfig.DEFAULT);

        assertThat(agent.inventory()).hasSize(2);
    }

    @Test
    void refusesMemoryOfAGuestThatTookTheIdOfAnother() throws Exception {
        assertThat(agent.registers("web")).isNotEmpty();
        guests.with("web", 101);

        assertRefused(Reason.GUEST_CHANGED, () -> agent.memory("web"));
    }

    @Test
    void noticesAnAgentThatHangs() throws Exception {
        agent.close();
        agent =
                connect(
                        AgentConnectionConfig.DEFAULT.withTimes(
                                Duration.ofSeconds(10), Duration.ofMillis(300)));
        guests.registersLock.lock();
        try {
            assertRefused(Reason.TIMEOUT, () -> agent.registers("web"));
        } finally {
            guests.registersLock.unlock();
        }
        assertRefused(Reason.TIMEOUT, () -> agent.inventory());
        assertThat(agent.failure()).isNotNull();
    }

    @Test
    void noticesAnAgentThatIsGone() throws Exception {
        RemoteMemory memory = agent.memory("web");
        server.close();

        assertThatExceptionOfType(ChannelException.class)
                .isThrownBy(() -> read(memory, 0))
                .extracting(ChannelException::reason)
                .isIn(Reason.CLOSED, Reason.TRUNCATED, Reason.CLOSED_HERE);
        assertThatExceptionOfType(ChannelException.class).isThrownBy(() -> agent.inventory());
    }

    /** Pings keep a connection alive that asks nothing; without them it would end in 300 ms. */
    @Test
    void heartbeatKeepsAConnectionAliveAndItsLossIsSeen() throws Exception {
        AgentServerConfig config = AgentServerConfig.DEFAULT;
        AgentServerConfig hasty =
                new AgentServerConfig(
                        config.maxConnections(),
                        config.maxHandshakes(),
                        config.handshakeTime(),
                        Duration.ofMillis(300),
                        config.maxLease(),
                        config.maxPause(),
                        config.nbd());
        restart(AccessPolicy.everything(), hasty);
        try (PauseLease lease = agent.pause("web", Duration.ofMillis(1500))) {
            assertEvents("web opened", "web paused", "web resumed");
            assertThat(lease.resume().ended()).isEqualTo(LeaseEnd.EXPIRED);
        }
        assertThat(agent.inventory()).hasSize(2);
    }

    @Test
    void refusesConnectionsBeyondTheLimitAndServesTheOthers() throws Exception {
        AgentServerConfig config = AgentServerConfig.DEFAULT;
        AgentServerConfig one =
                new AgentServerConfig(
                        1,
                        config.maxHandshakes(),
                        config.handshakeTime(),
                        config.controlIdle(),
                        config.maxLease(),
                        config.maxPause(),
                        config.nbd());
        restart(AccessPolicy.everything(), one);

        assertRefused(Reason.CLOSED, () -> connect(AgentConnectionConfig.DEFAULT));
        assertThat(agent.inventory()).hasSize(2);
        assertThat(audit).anyMatch(event -> event.detail().equals("too many connections"));
    }

    @Test
    void servesManyClientsAtOnce() throws Exception {
        List<Background<Boolean>> clients =
                IntStream.range(0, 8).mapToObj(i -> Background.start(() -> useAll(i))).toList();
        for (Background<Boolean> client : clients) {
            assertThat(client.result()).isTrue();
        }
    }

    private boolean useAll(int number) throws Exception {
        String id = number % 2 == 0 ? "web" : "db";
        try (AgentConnection mine = connect(AgentConnectionConfig.DEFAULT);
                RemoteMemory memory = mine.memory(id);
                PauseLease lease = mine.pause(id, LONG)) {
            for (long gpa = 0; gpa < 200 * 4096; gpa += 4096) {
                assertThat(read(memory, gpa)).isEqualTo(expected(gpa));
            }
            return lease.resume().wasWhole();
        }
    }

    private interface Attempt {
        void run() throws Exception;
    }

    private static void assertRefused(Reason reason, Attempt attempt) {
        assertThatExceptionOfType(ChannelException.class)
                .isThrownBy(attempt::run)
                .extracting(ChannelException::reason)
                .isEqualTo(reason);
    }

    private void assertEvents(String... expected) throws InterruptedException {
        for (String event : expected) {
            assertThat(guests.nextEvent()).isEqualTo(event);
        }
    }

    private static byte[] read(RemoteMemory memory, long gpa) throws IOException {
        byte[] bytes = new byte[4096];
        memory.read(gpa, MemorySegment.ofArray(bytes));
        return bytes;
    }

    private static byte[] expected(long gpa) {
        return PatternMemory.expected(gpa, 4096);
    }
}
