package dev.yagura.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.enclave.api.Json;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code yagura capture --rules}; what rules mean is {@code network}'s matter. */
class CaptureRulesTest {

    /** 192.0.2.1:4000 to 192.0.2.2:9 by UDP without checksum: "evil". */
    private static final byte[] PACKET =
            HexFormat.of()
                    .parseHex(
                            "45000020000100004011f6c8c0000201c0000202"
                                    + "0fa00009000c00006576696c");

    private static final String RULE =
            "alert udp any any -> any 9 (msg:\"Evil\u0007\"; content:\"evil\"; classtype:bad;"
                    + " reference:url,example.org/evil; metadata:confidence High,"
                    + " mitre_technique_id T1071_004; sid:7; rev:3;)\n";

    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String source = "";

    @BeforeEach
    void capture() throws IOException {
        source = CaptureFile.write(folder, List.of(PACKET));
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private int run(String... arguments) {
        return Main.run(arguments, new PrintWriter(out), new PrintWriter(err, true));
    }

    @Test
    void aRuleThatHoldsIsAFinding() throws IOException {
        String rules = file("a.rules", RULE + "alert udp any any -> any 9 (sid:8; new:1;)\n");
        String classes = file("c.config", "config classification: bad,Bad things,1\n");

        assertThat(run("capture", source, "--rules", rules, "--rules", classes, "--json"))
                .isEqualTo(ExitCode.FINDINGS);

        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(2);
        Row finding = Json.read(lines.getFirst());
        assertThat(finding.text("kind")).isEqualTo("finding");
        assertThat(finding.text("rule")).isEqualTo("1:7:3");
        assertThat(finding.text("severity")).isEqualTo("critical");
        assertThat(finding.text("confidence")).isEqualTo("high");
        assertThat(finding.text("subject")).isEqualTo("192.0.2.1:4000 to 192.0.2.2:9");
        assertThat(finding.fields().get("techniques")).isEqualTo(List.of("T1071.004"));
        assertThat(finding.text("observed")).isEqualTo(CaptureFile.TIME.toString());
        assertThat(finding.text("vm")).isEqualTo(source);
        assertThat(finding.text("enclave")).isEqualTo("none");
        assertThat((List<?>) finding.fields().get("evidence"))
                .singleElement()
                .isInstanceOfSatisfying(
                        Map.class,
                        evidence -> {
                            assertThat(evidence.get("seenIn")).isEqualTo("packet");
                            assertThat(evidence.get("classType")).isEqualTo("bad");
                            assertThat(evidence.get("line")).isEqualTo(1);
                        });
        Row summary = Json.read(lines.get(1));
        assertThat(summary.number("findings")).isEqualTo(1);
        assertThat(summary.number("rules")).isEqualTo(1);
        assertThat(summary.number("rulesRefused")).isEqualTo(1);
        assertThat(summary.number("frames")).isEqualTo(1);
        assertThat(summary.fields().get("judgedCompletely")).isEqualTo(true);
        assertThat(err.toString()).contains("rules: 1, and 1 refused; 1 findings");
    }

    @Test
    void findingsForPeopleAreSafeToPrint() throws IOException {
        assertThat(run("capture", source, "--rules", file("a.rules", RULE)))
                .isEqualTo(ExitCode.FINDINGS);

        assertThat(out.toString())
                .contains("INFO  1:7:3  Evil\\x07")
                .contains("192.0.2.1:4000 to 192.0.2.2:9");
    }

    @Test
    void nothingFoundIsSaidByTheExitStatus() throws IOException {
        assertThat(run("capture", source, "--rules", file("a.rules", RULE.replace("evil", "no"))))
                .isZero();
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void variablesSayWhatRulesMean() throws IOException {
        String rules = file("a.rules", RULE.replace("-> any", "-> $HOME_NET"));

        assertThat(run("capture", source, "--rules", rules)).isZero();
        assertThat(run("capture", source, "--rules", rules, "--var", "HOME_NET=192.0.2.2"))
                .isEqualTo(ExitCode.FINDINGS);
    }

    @Test
    void withoutAnyAcceptedRuleNothingIsCaptured() throws IOException {
        String rules = file("a.rules", "alert udp any any -> any 9 (sid:8; new:1;)\n");

        assertThat(run("capture", source, "--rules", rules)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("of 1 rules none is accepted");
    }
}
