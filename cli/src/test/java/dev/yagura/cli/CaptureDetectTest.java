package dev.yagura.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.enclave.api.Json;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code yagura capture --detect}; what detectors find is {@code detect}'s matter. */
class CaptureDetectTest {
    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** UDP without checksum from 192.168.0.1 to a foreign host: "evil" at a port that is given. */
    private static byte[] packet(int port) {
        return HexFormat.of()
                .parseHex(
                        "450000200001000040110000c0a80001c0000202"
                                + "0fa0%04x000c00006576696c".formatted(port));
    }

    private String scan(int ports) throws IOException {
        List<byte[]> packets = new ArrayList<>();
        for (int port = 1; port <= ports; port++) {
            byte[] packet = packet(port);
            int sum = 0;
            for (int at = 0; at < 20; at += 2) {
                sum += Byte.toUnsignedInt(packet[at]) << 8 | Byte.toUnsignedInt(packet[at + 1]);
            }
            int checksum = ~(sum + (sum >>> 16)) & 0xFFFF;
            packet[10] = (byte) (checksum >>> 8);
            packet[11] = (byte) checksum;
            packets.add(packet);
        }
        return CaptureFile.write(folder, packets);
    }

    private int run(String... arguments) {
        return Main.run(arguments, new PrintWriter(out), new PrintWriter(err, true));
    }

    @Test
    void whatADetectorFindsIsAFindingAsOfScans() throws IOException {
        String source = scan(20);

        assertThat(run("capture", source, "--detect", "--json")).isEqualTo(ExitCode.FINDINGS);

        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(2);
        Row finding = Json.read(lines.getFirst());
        assertThat(finding.text("kind")).isEqualTo("finding");
        assertThat(finding.text("rule")).isEqualTo("network.scan.ports");
        assertThat(finding.text("severity")).isEqualTo("warning");
        assertThat(finding.text("subject")).isEqualTo("192.168.0.1 to 192.0.2.2, udp");
        assertThat(finding.text("vm")).isEqualTo(source);
        assertThat(finding.text("observed")).isEqualTo(CaptureFile.TIME.toString());
        Row summary = Json.read(lines.get(1));
        assertThat(summary.number("findings")).isEqualTo(1);
        assertThat(summary.number("detectors")).isEqualTo(11);
        assertThat(summary.fields().get("judgedCompletely")).isEqualTo(true);
        assertThat(err.toString()).contains("detectors: 11; 1 findings");
    }

    @Test
    void volumesAreWrittenToANewFileAndTakenAsBaseline() throws IOException {
        String source = scan(3);
        Path volumes = folder.resolve("volumes.txt");

        assertThat(run("capture", source, "--detect", "--write-volumes", volumes.toString()))
                .isZero();
        assertThat(Files.readString(volumes)).endsWith("\n192.168.0.1 192.0.2.2 12\n");
        assertThat(run("capture", source, "--detect", "--volumes", volumes.toString())).isZero();
        assertThat(run("capture", source, "--detect", "--write-volumes", volumes.toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("is there already");
    }

    @Test
    void listsAndHomesThatAreNoneAreRefused() throws IOException {
        String source = scan(1);
        Path list = Files.writeString(folder.resolve("bad.txt"), "evil\n");

        assertThat(run("capture", source, "--detect", "--known-bad", list.toString())).isNotZero();
        assertThat(err.toString()).contains("bad.txt:1: has 0 fingerprints");
        assertThat(run("capture", source, "--detect", "--var", "HOME_NET=nowhere"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--var HOME_NET: is \"nowhere\"");
        assertThat(run("capture", source, "--known-bad", list.toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("are for --detect");
    }

    @Test
    void eachDetectorIsListedAndExplained() {
        assertThat(run("explain", "network.beacon")).isZero();
        assertThat(out.toString()).contains("even times").contains("Looking alike");
    }
}
