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
import dev.yagura.channel.client.ScriptedTap.Step;
import dev.yagura.channel.tls.TestAuthority;
import dev.yagura.channel.transport.Endpoint;
import dev.yagura.network.capture.CaptureEvent;
import dev.yagura.network.capture.CaptureInterface;
import dev.yagura.network.capture.CaptureSource;
import dev.yagura.network.capture.CapturedFrame;
import dev.yagura.network.capture.CapturedFrame.Direction;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packets on their way from an agent. */
class AgentTapTest {
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final TestAuthority.Party AGENT = AUTHORITY.party("agent");
    private static final TestAuthority.Party ENCLAVE = AUTHORITY.party("enclave");
    private static final CaptureInterface N0 = new CaptureInterface(0, "n0", 1, 0);
    private static final Instant TIME = Instant.parse("2026-11-30T12:34:56.123456789Z");

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
        guests.tapped.add(new Step.Ends()); // wakes a tap that is still there
        server.close();
    }

    private void tell(CaptureEvent event) {
        guests.tapped.add(new Step.Tells(event));
    }

    private static CaptureEvent counted() {
        return new CaptureEvent.Counted(N0, Optional.of(TIME), OptionalLong.of(3), 2);
    }

    @Test
    void framesCountersAndTheEndComeAsTheyWere() throws Exception {
        byte[] bytes = {1, 2, 3};
        CapturedFrame frame =
                new CapturedFrame(
                        N0,
                        Optional.of(TIME),
                        Direction.OUTBOUND,
                        1500,
                        MemorySegment.ofArray(bytes));
        tell(new CaptureEvent.Described(N0));
        tell(new CaptureEvent.Frame(frame, 2));
        tell(counted());
        guests.tapped.add(new Step.Ends());

        try (CaptureSource tap = agent.tap("web", List.of("n0"))) {
            assertThat(tap.next()).contains(new CaptureEvent.Described(N0));
            CaptureEvent.Frame read = (CaptureEvent.Frame) tap.next().orElseThrow();
            assertThat(read.droppedBefore()).isEqualTo(2);
            assertThat(read.frame().time()).contains(TIME);
            assertThat(read.frame().direction()).isEqualTo(Direction.OUTBOUND);
            assertThat(read.frame().originalLengthBytes()).isEqualTo(1500);
            assertThat(read.frame().bytes().mismatch(MemorySegment.ofArray(bytes))).isEqualTo(-1);
            assertThat(tap.next()).contains(counted());
            assertThat(tap.next()).isEmpty();
        }

        assertThat(guests.nextEvent()).isEqualTo("web opened");
        assertThat(guests.nextEvent()).isEqualTo("web tapped [n0]");
        assertThat(guests.nextEvent()).isEqualTo("web let go");
        assertThat(audit)
                .anyMatch(event ->
                        event.kind() == AuditEvent.Kind.OPENED
                                && event.detail().equals("packets of guest web"));
    }

    @Test
    void aTapEndsWhenItsClientLeaves() throws Exception {
        tell(new CaptureEvent.Described(N0));
        CaptureSource tap = agent.tap("web", List.of());
        assertThat(tap.next()).isPresent();
        tap.close();
        assertThat(tap.next()).isEmpty();

        String event = guests.nextEvent();
        for (; !event.equals("web let go") && !event.startsWith("nothing"); ) {
            tell(counted()); // the next life sign finds nobody
            event = guests.nextEvent();
        }

        assertThat(event).isEqualTo("web let go");
    }

    @Test
    void aCaptureThatBreaksOffIsNotTakenForItsEnd() throws Exception {
        tell(new CaptureEvent.Described(N0));
        guests.tapped.add(new Step.Fails());

        try (CaptureSource tap = agent.tap("web", List.of())) {
            assertThatExceptionOfType(ChannelException.class)
                    .isThrownBy(() -> {
                        while (tap.next().isPresent()) {
                            // until it breaks off
                        }
                    })
                    .extracting(ChannelException::reason)
                    .isEqualTo(Reason.TRUNCATED);
        }
    }

    @Test
    void aPeerWithoutTheRightGetsNoPacket() throws Exception {
        stop();
        start(_ -> (right, _) -> right != Right.PACKETS);

        assertThatExceptionOfType(ChannelException.class)
                .isThrownBy(() -> agent.tap("web", List.of()))
                .extracting(ChannelException::reason)
                .isEqualTo(Reason.NOT_PERMITTED);

        assertThat(guests.events).doesNotContain("web tapped []");
    }

    @Test
    void whyThereIsNoTapIsSaid() throws Exception {

        assertThatExceptionOfType(ChannelException.class)
                .isThrownBy(() -> agent.tap("web", List.of("n7")))
                .withMessageContaining("has no network interface [n7]")
                .extracting(ChannelException::reason)
                .isEqualTo(Reason.REMOTE_FAILURE);
        assertThatExceptionOfType(ChannelException.class)
                .isThrownBy(() -> agent.tap("db", List.of()))
                .extracting(ChannelException::reason)
                .isEqualTo(Reason.NO_SUCH_GUEST);
    }

    @Test
    void anAgentThatStopsLetsGoBeforeItClosesTheGuest() throws Exception {
        tell(new CaptureEvent.Described(N0));
        CaptureSource tap = agent.tap("web", List.of());
        assertThat(tap.next()).isPresent();
        guests.tapped.add(new Step.Ends());

        server.close();

        assertThat(guests.nextEvent()).isEqualTo("web opened");
        assertThat(guests.nextEvent()).isEqualTo("web tapped []");
        assertThat(guests.nextEvent()).isEqualTo("web let go");
        assertThat(guests.nextEvent()).isEqualTo("web closed");
        tap.close();
    }
}
