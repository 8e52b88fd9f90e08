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
                        "{\"file\":\"%s\",\"line\":1,\"column\":6,\"rule\":\"a\",\"accepted\":true,\"keyword\":null,\"reason\":null}"
                                .formatted(yara),
                        "{\"file\":\"%s\",\"line\":2,\"column\":21,\"rule\":\"b\",\"accepted\":false,\"keyword\":null,\"reason\":\"module pe is not supported\"}"
                                .formatted(yara));
    }

    @Test
    void rulesAboutPacketsAreKnownByTheirEndingAndCountedByKeyword() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("a.rules"),
                        """
                        alert tcp $MY_NET any -> any any (content:"a"; sid:1;)
                        alert tcp any any -> any any (lua:x.lua; sid:2;)
                        """);
        Path config =
                Files.writeString(
                        folder.resolve("classification.config"),
                        "config classification: web-attack,Web,1\n");

        assertThat(run("rules", "validate", file.toString())).isEqualTo(ExitCode.FINDINGS);
        assertThat(out.toString())
                .contains(
                        file
                                + ":1:11: 1:1: refused: source address has the variable $MY_NET,"
                                + " which is not set")
                .contains(file + ":2:31: 1:2: refused: lua is not supported");
        assertThat(err.toString())
                .contains("2 rules: 0 accepted, 2 refused: lua 1, source address 1");

        out.getBuffer().setLength(0);
        assertThat(
                        run(
                                "rules",
                                "validate",
                                "--json",
                                "--var",
                                "MY_NET=[192.0.2.0/24]",
                                config.toString(),
                                file.toString()))
                .isEqualTo(ExitCode.FINDINGS);
        assertThat(out.toString().lines().toList())
                .containsExactly(
                        "{\"file\":\"%s\",\"line\":1,\"column\":1,\"rule\":\"classification web-attack\",\"accepted\":true,\"keyword\":null,\"reason\":null}"
                                .formatted(config),
                        "{\"file\":\"%s\",\"line\":1,\"column\":1,\"rule\":\"1:1\",\"accepted\":true,\"keyword\":null,\"reason\":null}"
                                .formatted(file),
                        "{\"file\":\"%s\",\"line\":2,\"column\":31,\"rule\":\"1:2\",\"accepted\":false,\"keyword\":\"lua\",\"reason\":\"is not supported\"}"
                                .formatted(file));
    }

    @Test
    void acceptedRulesAreSaidOneByOne() {
        assertThat(run("rules", "validate", rules.toString(), "--json")).isEqualTo(ExitCode.OK);
        assertThat(out.toString().lines().toList())
                .containsExactly(
                        "{\"file\":\"%s\",\"line\":2,\"column\":5,\"rule\":\"acme.one\",\"accepted\":true,\"keyword\":null,\"reason\":null}"
                                .formatted(rules),
                        "{\"file\":\"%s\",\"line\":7,\"column\":5,\"rule\":\"acme.two\",\"accepted\":true,\"keyword\":null,\"reason\":null}"
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
