package dev.yagura.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.it.Tampering.Deed;
import dev.yagura.it.Wire.Way;
import dev.yagura.testkit.guest.Guest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Acceptance: a man in the middle who flips bits, or replays, cuts, reorders and repeats bytes
 * never gets a wrong answer accepted; a capture of the socket holds no plaintext of guest memory.
 * (The thousand random flips are in the channel's own tests, which need no guest.)
 */
@Tag("guest")
@ResourceLock(SharedGuest.LOCK)
@Order(SharedGuest.EARLY)
class SealedChannelTest {
    @TempDir private static Path folder;

    private static Guest guest;
    private static Server agent;

    /** What the stopped guest gives without anybody on the wire. */
    private static Yagura.Result baseline;

    private static long bytesToAgent;
    private static long bytesFromAgent;

    @BeforeAll
    static void setUp() throws IOException {
        guest = SharedGuest.get();
        agent = Agents.start(Yagura.HERE, "127.0.0.1:0", folder, Policies.ourEnclaveOr(), guest);
        guest.stop();
        try (Wire wire = Wire.to(agent.port(), (way, offset, bytes) -> List.of(bytes))) {
            baseline = show(wire).exits(0);
            bytesToAgent = wire.bytes(Way.TO_AGENT);
            bytesFromAgent = wire.bytes(Way.FROM_AGENT);
        }
    }

    @AfterAll
    static void tearDown() throws IOException {
        guest.cont();
        agent.close();
    }

    private static Yagura.Result show(Wire wire) throws IOException {
        return Yagura.HERE.run(
                "show",
                wire.vm(guest.spec().name()),
                "processes",
                "--json",
                "--peer-key",
                agent.keyHash());
    }

    @Test
    void thereIsSomethingToTamperWith() {
        assertThat(baseline.lines()).hasSizeGreaterThan(20);
        assertThat(bytesToAgent).isGreaterThan(1_000);
        assertThat(bytesFromAgent).isGreaterThan(1_000_000);
    }

    @ParameterizedTest(name = "{0} {1} at {2} per mille")
    @CsvSource({
        "FLIP, FROM_AGENT, 300",
        "FLIP, FROM_AGENT, 900",
        "FLIP, TO_AGENT, 30",
        "REPEAT, FROM_AGENT, 500",
        "DROP, FROM_AGENT, 600",
        "REORDER, FROM_AGENT, 400",
        "REPLAY, FROM_AGENT, 800",
        "CUT, FROM_AGENT, 200",
    })
    void tamperingNeverGivesAWrongAnswer(Deed deed, Way way, int perMille) throws IOException {
        long all = way == Way.TO_AGENT ? bytesToAgent : bytesFromAgent;
        Tampering tampering = new Tampering(deed, way, all * perMille / 1000);
        try (Wire wire = Wire.to(agent.port(), tampering)) {
            Yagura.Result result = show(wire);

            assertThat(tampering.isDone()).isTrue();
            if (result.status() == 0) {
                // A connection was made anew and the question asked again: allowed, if it is right.
                assertThat(result.lines()).isEqualTo(baseline.lines());
            } else {
                result.refuses(3, "agent");
            }
        }
        assertThat(agent.isAlive()).as("the agent outlives it").isTrue();
    }

    @Test
    void aCaptureHoldsNothingOfTheGuestsMemory() throws IOException {
        Path ram = guest.ramFile().orElseThrow();
        List<String> plain = List.of(SharedGuest.MARKER, "Linux version 6.1");
        List<MarkerSearch> searches = plain.stream().map(MarkerSearch::new).toList();
        try (Wire wire =
                Wire.to(
                        agent.port(),
                        (way, offset, bytes) -> {
                            searches.forEach(search -> search.add(bytes));
                            return List.of(bytes);
                        })) {
            show(wire).exits(0);
            assertThat(wire.bytes(Way.FROM_AGENT)).isGreaterThan(1_000_000);
        }
        for (String text : plain) {
            assertThat(MarkerSearch.inFile(ram, text)).as("control: %s in RAM", text).isPositive();
        }
        assertThat(searches).extracting(MarkerSearch::found).containsOnly(0);
    }
}
