package dev.yagura.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesCommandTest {
    private static final String RULES =
            """
            rules:
              - id: acme.one
                title: t
                view: processes
                condition: proc.name = nc
                output: "process %pid"
              - id: acme.two
                title: t
                view: sockets
                condition: fd.lport > 1000
                output: "port %localPort"
            """;

    @TempDir private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path rules = Path.of("");
    private Path rows = Path.of("");

    @BeforeEach
    void files() throws IOException {
        rules = Files.writeString(folder.resolve("acme.yaml"), RULES);
        rows =
                Files.writeString(
                        folder.resolve("rows.jsonl"),
                        """
                        {"pid":1,"comm":"init"}
                        {"pid":7,"comm":"nc"}
                        """);
    }

    @Test
    void yaraRulesAreKnownByTheirEnding() throws IOException {
        Path yara =
                Files.writeString(
                        folder.resolve("a.yar"),
                        "rule a { condition: true }\nrule b { condition: pe.x }\n");

        assertThat(run("rules", "validate", yara.toString(), "--json"))
                .isEqualTo(ExitCode.FINDINGS);
        assertThat(out.toString().lines().toList())
                .containsExactly(
                        "{\"file\":\"%s\",\"line\":1,\"column\":6,\"rule\":\"a\",\"accepted\":true,\"reason\":null}"
                                .formatted(yara),
                        "{\"file\":\"%s\",\"line\":2,\"column\":21,\"rule\":\"b\",\"accepted\":false,\"reason\":\"module pe is not supported\"}"
                                .formatted(yara));
    }

    @Test
    void acceptedRulesAreSaidOneByOne() {
        assertThat(run("rules", "validate", rules.toString(), "--json")).isEqualTo(ExitCode.OK);
        assertThat(out.toString().lines().toList())
                .containsExactly(
                        "{\"file\":\"%s\",\"line\":2,\"column\":5,\"rule\":\"acme.one\",\"accepted\":true,\"reason\":null}"
                                .formatted(rules),
                        "{\"file\":\"%s\",\"line\":7,\"column\":5,\"rule\":\"acme.two\",\"accepted\":true,\"reason\":null}"
                                .formatted(rules));
    }

    @Test
    void aRefusedRuleIsSaidWithItsPlaceAndMakesTheExitStatus() throws IOException {
        Files.writeString(rules, RULES.replace("fd.lport > 1000", "fd.lport > many"));

        assertThat(run("rules", "validate", rules.toString())).isEqualTo(ExitCode.FINDINGS);
        assertThat(out.toString())
                .contains(rules + ":2:5: acme.one: accepted")
                .contains(
                        rules
                                + ":10:27: acme.two: refused: condition: localPort is compared with"
                                + " \"many\", expected a whole number");
    }

    @Test
    void rowsThatARuleMeansAreSaidAndMakeTheExitStatus() throws IOException {
        String[] test = {"rules", "test", rules.toString(), "--rows", rows.toString()};
        assertThat(run(test)).as("rules over two views").isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("expected --view with one of them");

        assertThat(run(concat(test, "--view", "processes"))).isEqualTo(ExitCode.FINDINGS);
        assertThat(out.toString()).isEqualTo("2: acme.one: process 7%n".formatted());
        assertThat(run(concat(test, "--view", "sockets"))).isEqualTo(ExitCode.OK);
        assertThat(run(concat(test, "--view", "modules"))).isEqualTo(ExitCode.USAGE);

        Files.writeString(rows, "{\"pid\":1}\nnothing\n");
        assertThat(run(concat(test, "--view", "processes"))).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains(rows + ":2: json: ");
    }

    @Test
    void aFileThatIsNoTextIsWrongUsage() throws IOException {
        Files.write(rules, new byte[] {(byte) 0xC3, 0x28});

        assertThat(run("rules", "validate", rules.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("is no text in UTF-8");
    }

    private static String[] concat(String[] words, String... more) {
        return java.util.stream.Stream.of(words, more)
                .flatMap(java.util.Arrays::stream)
                .toArray(String[]::new);
    }

    private int run(String... args) {
        return Main.run(args, new PrintWriter(out), new PrintWriter(err, true));
    }
}
