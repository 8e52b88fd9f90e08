package dev.yagura.channel.client;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.channel.ChannelException;
import dev.yagura.channel.agent.AccessPolicy;
import dev.yagura.channel.agent.AgentServer;
import dev.yagura.channel.agent.AgentServerConfig;
import dev.yagura.channel.nbd.NbdServerConfig;
import dev.yagura.channel.nbd.RemoteMemory;
import dev.yagura.channel.tls.PatternMemory;
import dev.yagura.channel.tls.TestAuthority;
import dev.yagura.channel.transport.Endpoint;
import dev.yagura.testkit.mitm.Direction;
import dev.yagura.testkit.mitm.Harm;
import dev.yagura.testkit.mitm.ManInTheMiddle;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Somebody between the ends may end a connection and be noticed; he changes no answer. Most of the
 * time is spent waiting for bytes that he keeps back: so the tests wait side by side.
 */
@Execution(ExecutionMode.CONCURRENT)
class ManInTheMiddleTest {
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final TestAuthority.Party AGENT = AUTHORITY.party("agent");
    private static final TestAuthority.Party ENCLAVE = AUTHORITY.party("enclave");
    private static final AgentServerConfig HASTY =
            new AgentServerConfig(
                    64,
                    64,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(60),
                    new NbdServerConfig(
                            Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5)));

    /** The control connection of a conversation comes first, then that of memory. */
    private static final int CONTROL = 0;

    private static final int MEMORY = 1;
    private static final int PAGES = 12;

    /** NBD's client flags and {@code NBD_OPT_STARTTLS}; then TLS begins. */
    private static final int PLAIN_TO_SERVER = 4 + 16;

    /** NBD's greeting and {@code NBD_REP_ACK}; then TLS begins. */
    private static final int PLAIN_TO_CLIENT = 18 + 20;

    @TempDir private Path directory;
    private AgentServer server;
    private int relays;

    @BeforeEach
    void start() throws IOException {
        server =
                AgentServer.start(
                        new Endpoint.Unix(directory.resolve("agent")),
                        AGENT.tls(),
                        new FakeGuests().with("web", 100),
                        AccessPolicy.everything(),
                        HASTY,
                        event -> {});
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    /** What one conversation came to. */
    private record Outcome(Map<Direction, byte[]> passed, boolean harmed, boolean refused) {}

    /** Reads some of everything; a wrong answer is a failure of the test, whatever happens. */
    private Outcome converse(int victim, Harm harm, Duration patience) throws Exception {
        Path path = directory.resolve("m" + relays++);
        var target = UnixDomainSocketAddress.of(directory.resolve("agent"));
        Map<Direction, byte[]> passed = new EnumMap<>(Direction.class);
        boolean refused = false;
        try (ManInTheMiddle relay =
                ManInTheMiddle.start(path, target, number -> number == victim ? harm : Harm.NONE)) {
            try (AgentConnection agent =
                    AgentConnection.open(
                            new Endpoint.Unix(path),
                            ENCLAVE.tls(),
                            AgentConnectionConfig.DEFAULT.withTimes(patience, patience))) {
                if (victim == CONTROL) {
                    askControl(agent);
                } else {
                    readMemory(agent);
                }
                for (Direction direction : Direction.values()) {
                    passed.put(direction, relay.seen(victim, direction));
                }
            } catch (ChannelException e) {
                assertThat(e).hasMessageContaining(path.toString());
                refused = true;
            }
            return new Outcome(passed, relay.harmed(), refused);
        }
    }

    private static void askControl(AgentConnection agent) throws ChannelException {
        assertThat(agent.inventory()).extracting("id").containsExactly("web");
        assertThat(agent.registers("web")).containsExactly(FakeGuests.VCPU);
        assertThat(agent.pause("web", Duration.ofSeconds(20)).resume().wasWhole()).isTrue();
    }

    private static void readMemory(AgentConnection agent) throws IOException {
        RemoteMemory memory = agent.memory("web");
        for (int page = 0; page < PAGES; page++) {
            byte[] bytes = new byte[4096];
            memory.read(page * 8192L, MemorySegment.ofArray(bytes));
            assertThat(bytes).isEqualTo(PatternMemory.expected(page * 8192L, 4096));
        }
    }

    /** Returns the bytes that pass if nobody does harm, without the goodbye. */
    private Map<Direction, byte[]> undisturbed(int victim) throws Exception {
        Outcome whole = converse(victim, Harm.NONE, Duration.ofSeconds(30));
        assertThat(whole.refused()).isFalse();
        return whole.passed();
    }

    @ParameterizedTest
    @CsvSource({"0, 300", "1, 700"})
    void noFlippedBitEverYieldsAWrongAnswer(int victim, int flips) throws Exception {
        attack(victim, Harm.Kind.FLIP_BIT, flips, Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @EnumSource(
            value = Harm.Kind.class,
            names = {"CUT", "DROP", "REPEAT", "REORDER", "REPLAY"})
    void noCutDroppedRepeatedReorderedOrReplayedBytesDo(Harm.Kind kind) throws Exception {
        attack(CONTROL, kind, 10, Duration.ofSeconds(1));
        attack(MEMORY, kind, 20, Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @CsvSource({"0", "1"})
    void aStalledStreamIsNoticed(int victim) throws Exception {
        attack(victim, Harm.Kind.STALL, 6, Duration.ofMillis(500));
    }

    private void attack(int victim, Harm.Kind kind, int times, Duration patience) throws Exception {
        Map<Direction, byte[]> bytes = undisturbed(victim);
        Random random = new Random(7L * victim + kind.name().length());
        for (int i = 0; i < times; i++) {
            Direction direction =
                    random.nextInt(3) == 0 ? Direction.TO_SERVER : Direction.TO_CLIENT;
            // Signatures differ in length by some bytes from one handshake to the next.
            long before = requireNonNull(bytes.get(direction)).length - 32L;
            Harm harm = Harm.somewhere(kind, direction, before, random);
            Outcome outcome = converse(victim, harm, patience);
            if (outcome.harmed() && !outcome.refused()) {
                byte[] stream = requireNonNull(outcome.passed().get(direction));
                assertThat(isWithoutMeaning(stream, harm)).as("%s is seen", harm).isTrue();
            }
        }
    }

    /**
     * RFC 8446, "Record Layer": {@code legacy_record_version} "MUST be ignored for all purposes".
     * So a bit that is flipped there changes nothing and is not seen. Bytes that come again behind
     * the last that was sent come when nobody listens any more.
     *
     * @param stream what was sent
     */
    private static boolean isWithoutMeaning(byte[] stream, Harm harm) {
        if (harm.kind() == Harm.Kind.REPEAT) {
            return harm.at() + harm.length() >= stream.length;
        }
        int at = harm.direction() == Direction.TO_SERVER ? PLAIN_TO_SERVER : PLAIN_TO_CLIENT;
        while (at + 5 <= stream.length && at < harm.at()) {
            if (harm.at() == at + 1 || harm.at() == at + 2) {
                return harm.kind() == Harm.Kind.FLIP_BIT;
            }
            at += 5 + ((stream[at + 3] & 0xff) << 8 | (stream[at + 4] & 0xff));
        }
        return false;
    }

    @Test
    void aCaptureHoldsNoPlaintext() throws Exception {
        Path path = directory.resolve("capture");
        var target = UnixDomainSocketAddress.of(directory.resolve("agent"));
        byte[] marker = PatternMemory.expected(0x3000, 32);
        try (ManInTheMiddle relay = ManInTheMiddle.start(path, target, number -> Harm.NONE);
                AgentConnection agent =
                        AgentConnection.open(
                                new Endpoint.Unix(path),
                                ENCLAVE.tls(),
                                AgentConnectionConfig.DEFAULT)) {
            askControl(agent);
            byte[] bytes = new byte[1 << 20];
            agent.memory("web").read(0, MemorySegment.ofArray(bytes));

            assertThat(indexOf(bytes, marker)).isEqualTo(0x3000);
            byte[] seen = relay.seen();
            assertThat(seen.length).isGreaterThan(1 << 20);
            assertThat(indexOf(seen, "NBDMAGICIHAVEOPT".getBytes(StandardCharsets.US_ASCII)))
                    .as("what is in the clear is found")
                    .isNotNegative();
            for (int at = 0; at < 4096; at += 16) {
                assertThat(indexOf(seen, PatternMemory.expected(at, 16))).isNegative();
            }
            for (String word : List.of("inventory", "registers", "incarnation", "\"cr3\":")) {
                byte[] bytesOfWord = word.getBytes(StandardCharsets.US_ASCII);
                assertThat(indexOf(seen, bytesOfWord)).as(word).isNegative();
            }
        }
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        for (int at = 0; at <= bytes.length - wanted.length; at++) {
            int same = 0;
            while (same < wanted.length && bytes[at + same] == wanted[same]) {
                same++;
            }
            if (same == wanted.length) {
                return at;
            }
        }
        return -1;
    }
}
