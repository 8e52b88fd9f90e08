package dev.yagura.detect.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Severity;
import dev.yagura.kernel.table.Row;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuleFileTest {
    private static final String WHOLE =
            """
            lists:
              ports: [4444, 5555]
              more: [ports, 6666]
            macros:
              waits: state = LISTEN
            rules:
              - id: acme.socket.odd
                title: odd socket
                description: Why we look.
                view: sockets
                condition: >
                  waits and
                  fd.lport in (more)
                exceptions:
                  - reason: the build server has it
                    condition: proc.name = builder
                output: "%proc.name waits at %localPort. 100%%"
                subject: socket %sock
                severity: critical
                confidence: high
                techniques: [T1571, T1059.004]
                tags: [acme]
                nextStep: Call us.
              - id: acme.module.any
                title: a module
                view: modules
                condition: name exists
                output: "%name"
                enabled: false
            """;

    private static Row socket(long port, String comm) {
        return Row.of(
                "state", "LISTEN", "localPort", port, "comm", comm, "sock", "0xffff888000001000");
    }

    @Test
    void aRuleIsAllThatItsFileSays() {
        RuleFile file = RuleFile.read("acme.yaml", WHOLE);
        Rule rule = file.rules().getFirst();

        assertThat(file.verdicts())
                .containsExactly(
                        new Verdict(
                                "acme.yaml",
                                7,
                                5,
                                Optional.of("acme.socket.odd"),
                                Optional.empty()),
                        new Verdict(
                                "acme.yaml",
                                24,
                                5,
                                Optional.of("acme.module.any"),
                                Optional.empty()));
        assertThat(rule.info().severity()).isEqualTo(Severity.CRITICAL);
        assertThat(rule.confidence()).isEqualTo(Confidence.HIGH);
        assertThat(rule.info().techniques()).containsExactly("T1571", "T1059.004");
        assertThat(rule.info().nextStep()).isEqualTo("Call us.");
        assertThat(rule.info().description())
                .contains("Why we look.", "fd.lport in (more)", "the build server has it", "acme");
        assertThat(rule.enabled()).isTrue();
        assertThat(RuleDetectors.of(file.rules())).hasSize(1);
    }

    @Test
    void aMatchNamesTheThingAndShowsTheColumnsAskedFor() {
        Rule rule = RuleFile.read("acme.yaml", WHOLE).rules().getFirst();
        Rule.Match match = rule.match(socket(6666, "nc")).orElseThrow();

        assertThat(match.title()).isEqualTo("nc waits at 6666. 100%");
        assertThat(match.subject()).isEqualTo("socket 0xffff888000001000");
        assertThat(match.fields())
                .containsEntry("state", "LISTEN")
                .containsEntry("localPort", 6666L)
                .doesNotContainKey("sock");
        assertThat(rule.match(socket(80, "nc"))).isEmpty();
        assertThat(rule.match(socket(6666, "builder"))).as("excepted").isEmpty();
    }

    @Test
    void aRefusedRuleLeavesTheOthers() {
        RuleFile file = RuleFile.read("acme.yaml", WHOLE.replace("waits and", "waits and and"));

        assertThat(file.rules()).extracting(r -> r.info().id()).containsExactly("acme.module.any");
        assertThat(file.verdicts().getFirst().line()).isEqualTo(12);
        assertThat(file.verdicts().getFirst().column()).isEqualTo(17);
        assertThatExceptionOfType(RuleException.class)
                .isThrownBy(() -> RuleFile.all(List.of(file), List.of()))
                .withMessageContaining("acme.yaml:12:17: condition: found \"and\"");
    }

    @Test
    void anIdIsNeverGivenTwice() {
        RuleFile file = RuleFile.read("a", WHOLE.replace("acme.module.any", "acme.socket.odd"));
        assertThat(file.verdicts().getLast().refused().orElse("")).contains("no other rule has");

        RuleFile good = RuleFile.read("a", WHOLE);
        assertThatExceptionOfType(RuleException.class)
                .isThrownBy(() -> RuleFile.all(List.of(good, good), List.of()));
        assertThatExceptionOfType(RuleException.class)
                .isThrownBy(() -> RuleFile.all(List.of(good), List.of("acme.module.any")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "rules: []",
                "rules: x",
                "- a",
                "a: b",
                "rules: [",
                "rules: &a [*a]",
                "rules: !!java.lang.Object []",
                "rules:\n  - {id: a.b, id: a.b}",
                "--- {}\n--- {}",
                "? [a]\n: b",
                "\u0000",
                "rules:\n\t- a",
                "lists: {a: {b: c}}\nrules: []",
                "macros: {a: 'pid ='}\nrules: []",
            })
    void whatIsNoRuleFileIsRefusedAtAPlace(String text) {
        RuleFile file = RuleFile.read("f", text);

        assertThat(file.rules()).isEmpty();
        assertThat(file.verdicts()).isNotEmpty().noneMatch(Verdict::accepted);
        assertThat(file.verdicts()).allMatch(v -> v.line() >= 1 && v.column() >= 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id: Upper.Case",
                "id: one-word",
                "view: nosuch",
                "severity: high",
                "confidence: sure",
                "enabled: maybe",
                "techniques: [T1]",
                "output: '%nosuch'",
                "subject: '%'",
                "nosuch: 1",
                "tags: {a: b}",
                "exceptions: [{condition: pid = 1}]",
            })
    void aFieldOfAnotherFormIsNamed(String line) {
        String name = line.substring(0, line.indexOf(':'));
        StringBuilder text = new StringBuilder("rules:\n  -\n");
        String rule =
                """
                id: a.b
                title: t
                view: processes
                condition: pid = 1
                output: x
                """;
        rule.lines().filter(l -> !l.startsWith(name + ":")).forEach(l -> add(text, l));
        assertThat(RuleFile.read("f", "rules:\n  -\n" + indented(rule)).rules()).hasSize(1);
        add(text, line);

        RuleFile file = RuleFile.read("f", text.toString());

        assertThat(file.rules()).as(line).isEmpty();
        assertThat(file.verdicts()).hasSize(1);
    }

    private static void add(StringBuilder text, String line) {
        text.append("    ").append(line).append('\n');
    }

    private static String indented(String lines) {
        StringBuilder text = new StringBuilder();
        lines.lines().forEach(line -> add(text, line));
        return text.toString();
    }

    @Test
    void aFileThatIsTooLargeOrTooDeepIsRefused() {
        assertThat(RuleFile.read("f", " ".repeat(RuleFile.MAX_CHARS + 1)).verdicts())
                .noneMatch(Verdict::accepted);
        assertThat(RuleFile.read("f", "[".repeat(100_000)).verdicts())
                .singleElement()
                .matches(v -> v.refused().orElse("").contains("deep"));
        String many = "lists: {a: [" + "x,".repeat(60_000) + "x]}\nrules: []";
        assertThat(RuleFile.read("f", many).verdicts())
                .singleElement()
                .matches(v -> v.refused().orElse("").contains("more than 50000 items"));
    }

    @Test
    void charactersBeyondTheBasicPlaneDoNotShiftPlaces() {
        String text =
                WHOLE.replace("Why we look.", "\"\uD83D\uDE00\uD83D\uDE00\"")
                        .replace("waits and", "waits and and");
        Verdict verdict = RuleFile.read("f", text).verdicts().getFirst();

        assertThat(verdict.line()).isEqualTo(12);
        assertThat(verdict.column()).isEqualTo(17);
    }

    @Test
    void theBuiltInRulesNameEachMemoryKindOfChkrootkitThatGoesByNames() {
        assertThat(RuleDetectors.builtIn().stream().flatMap(r -> r.tags().stream()))
                .contains(
                        "chkrootkit:bindshell",
                        "chkrootkit:slapper",
                        "chkrootkit:scalper",
                        "chkrootkit:tcpdump",
                        "chkrootkit:lkm",
                        "chkrootkit:sniffer",
                        "chkrootkit:Syslogk",
                        "chkrootkit:Kovid");
    }
}
