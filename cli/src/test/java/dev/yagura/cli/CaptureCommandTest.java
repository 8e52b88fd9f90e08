package dev.yagura.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.enclave.api.Json;
import dev.yagura.kernel.table.Row;
import dev.yagura.network.capture.CaptureEvent;
import dev.yagura.network.capture.CaptureInterface;
import dev.yagura.network.capture.CaptureStream;
import dev.yagura.network.capture.CapturedFrame;
import dev.yagura.network.capture.CapturedFrame.Direction;
import dev.yagura.network.capture.PcapngWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code yagura capture}, with captures as the source. */
class CaptureCommandTest {
    private static final CaptureInterface N0 = new CaptureInterface(0, "n0\u001b[2J", 1, 0);
    private static final Instant TIME = Instant.parse("2026-11-30T12:00:00Z");

    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Main.run(arguments, new PrintWriter(out), new PrintWriter(err, true));
    }

    /** Writes a capture of frames a second apart, with so many lost before each. */
    private String capture(long... lost) throws IOException {
        Path file = folder.resolve("in.pcapng");
        try (var stream = Files.newOutputStream(file)) {
            PcapngWriter writer = PcapngWriter.begin(stream, "a test");
            writer.write(new CaptureEvent.Described(N0));
            for (int i = 0; i < lost.length; i++) {
                writer.write(
                        new CaptureEvent.Frame(
                                new CapturedFrame(
                                        N0,
                                        Optional.of(TIME.plusSeconds(i)),
                                        Direction.OUTBOUND,
                                        60,
                                        MemorySegment.ofArray(new byte[] {(byte) i})),
                                lost[i]));
            }
        }
        return "pcap:" + file;
    }

    private List<CaptureEvent> written() throws IOException {
        List<CaptureEvent> events = new ArrayList<>();
        try (var source = new CaptureStream(Files.newInputStream(folder.resolve("out.pcapng")))) {
            for (var event = source.next(); event.isPresent(); event = source.next()) {
                events.add(event.get());
            }
        }
        return events;
    }

    @Test
    void writesWhatItReadsAndSaysThatAllIsThere() throws IOException {
        String source = capture(0, 0, 0);

        int status = run("capture", source, "--write", folder.resolve("out.pcapng").toString());

        assertThat(status).isZero();
        assertThat(written()).hasSize(4);
        assertThat(err.toString())
                .contains("captured: 3 frames, 180 bytes, on n0\\x1b[2J")
                .contains("lost: none")
                .contains("unprotected");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void saysWhatWasLostAndWhen() throws IOException {
        int status = run("capture", capture(0, 5, 0, 2), "--json");

        assertThat(status).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(err.toString())
                .contains("lost: 5 frames on n0\\x1b[2J, between 2026-11-30T12:00:00Z and")
                .contains("between 2026-11-30T12:00:02Z and 2026-11-30T12:00:03Z");
        Row summary = Json.read(out.toString());
        assertThat(summary.number("frames")).isEqualTo(4);
        assertThat(summary.number("lostFrames")).isEqualTo(7);
        assertThat(summary.fields().get("complete")).isEqualTo(false);
        assertThat((List<?>) summary.fields().get("losses"))
                .hasSize(2)
                .element(1)
                .isEqualTo(
                        Map.of(
                                "interface",
                                "n0\\x1b[2J",
                                "frames",
                                2,
                                "after",
                                "2026-11-30T12:00:02Z",
                                "by",
                                "2026-11-30T12:00:03Z"));
    }

    @Test
    void endsAfterSoManyFrames() throws IOException {
        String file = folder.resolve("out.pcapng").toString();

        assertThat(run("capture", capture(0, 0, 0), "--count", "2", "--write", file)).isZero();

        assertThat(written()).hasSize(3);
        assertThat(run("capture", capture(0), "--write", file))
                .as("a file is not written over")
                .isEqualTo(ExitCode.INCOMPLETE);
        assertThat(written()).hasSize(3);
    }

    @Test
    void aCaptureThatIsCutOffIsReadUpToThere() throws IOException {
        String source = capture(0, 0, 0);
        Path file = folder.resolve("in.pcapng");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 3));

        int status = run("capture", source, "--write", folder.resolve("out.pcapng").toString());

        assertThat(status).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(written()).hasSize(3);
        assertThat(err.toString()).contains("captured: 2 frames").contains("incomplete: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--count 0", "--duration 0", "--interface n0"})
    void refusesWhatMakesNoSense(String option) throws IOException {
        String[] words = option.split(" ", -1);

        assertThat(run("capture", capture(0), words[0], words[1])).isEqualTo(ExitCode.USAGE);
    }
}
