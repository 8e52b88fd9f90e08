package dev.yagura.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.enclave.api.Json;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code yagura flows} of a capture; the flows themselves are {@code network}'s matter. */
class FlowsCommandTest {

    /** A query of DNS for a.b, and its answer of no name; UDP without checksum. */
    private static final String QUERY =
            "45000031000100004011000000000000000000000fa00035001d0000"
                    + "000101000001000000000000016101620000010001";

    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String source = "";

    @BeforeEach
    void capture() throws IOException {
        source =
                CaptureFile.write(
                        folder,
                        List.of(
                                packet(1, 2, false),
                                packet(2, 1, true),
                                packet(1, 3, false),
                                new byte[3]));
    }

    @Test
    void showsFlowsAsATable() {
        assertThat(run("flows", source)).isZero();

        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(1))
                .contains("udp")
                .contains("192.0.2.1:4000")
                .contains("192.0.2.2:53")
                .contains("both-ways")
                .contains("dns")
                .contains("a.b");
        assertThat(err.toString())
                .contains("captured: 4 frames")
                .contains("malformed: 1 frames")
                .contains("lost: none");
    }

    @Test
    void showsFlowsAsJson() throws IOException {
        assertThat(run("flows", source, "--json", "--follow")).isZero();

        Row first = Json.read(out.toString().lines().toList().getFirst());
        assertThat(first.text("app")).isEqualTo("dns");
        assertThat(first.fields().get("names")).isEqualTo(List.of("a.b"));
        assertThat(first.number("packetsToServer")).isEqualTo(1);
        assertThat(first.number("bytesToClient")).isEqualTo(21);
        assertThat(first.text("end")).isEqualTo("capture-ended");
        assertThat(first.text("first")).isEqualTo(CaptureFile.TIME.toString());
    }

    @Test
    void aCaptureThatIsCutOffIsShownUpToThere() throws IOException {
        Path file = folder.resolve("in.pcapng");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 3));

        assertThat(run("flows", source, "--follow")).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(out.toString().lines()).hasSize(2);
        assertThat(err.toString()).contains("incomplete: ");
    }

    private static byte[] packet(int from, int to, boolean answer) {
        byte[] bytes = HexFormat.of().parseHex(QUERY);
        System.arraycopy(new byte[] {(byte) 192, 0, 2, (byte) from}, 0, bytes, 12, 4);
        System.arraycopy(new byte[] {(byte) 192, 0, 2, (byte) to}, 0, bytes, 16, 4);
        if (answer) {
            System.arraycopy(new byte[] {0, 0x35, 0x0F, (byte) 0xA0}, 0, bytes, 20, 4);
            bytes[30] = (byte) 0x81;
            bytes[31] = 3;
        }
        int sum = 0;
        for (int at = 0; at < 20; at += 2) {
            sum += ((bytes[at] & 0xFF) << 8) | (bytes[at + 1] & 0xFF);
        }
        sum = ~((sum & 0xFFFF) + (sum >>> 16));
        bytes[10] = (byte) (sum >>> 8);
        bytes[11] = (byte) sum;
        return bytes;
    }

    private int run(String... arguments) {
        return Main.run(arguments, new PrintWriter(out), new PrintWriter(err, true));
    }
}
