package dev.yagura.detect.yara;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.yagura.detect.rules.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YaraRulesTest {
    private static YaraRules rules(String text) {
        return YaraRules.of(List.of(new YaraSource("t.yar", text)));
    }

    private static String refusal(String text) {
        List<Verdict> refused =
                rules(text).verdicts().stream().filter(verdict -> !verdict.accepted()).toList();
        assertThat(refused).as(text).isNotEmpty();
        Verdict first = refused.getFirst();
        return "%d:%d %s".formatted(first.line(), first.column(), first.refused().orElseThrow());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "rule a { condition: pe.is_dll() } | 1:21 module pe is not supported",
                "import \"pe\" | 1:1 module pe is not supported",
                "include \"x.yar\" | 1:1 include of x.yar is not supported",
                "rule a { condition: entrypoint == 0 } | 1:21 entrypoint is not supported",
                "rule a { condition: filesize > 1.5 } | 1:32 floating point numbers are not supported",
                "rule a { condition: $b } | 1:21 string $b is not declared",
                "rule a { strings: $b = \"x\" condition: true } | 1:19 string $b is not used in the condition",
                "rule a { condition: nobody } | 1:21 nobody is no earlier rule",
                "rule a { strings: $b = /(?:x)/ condition: $b } | 1:26 string $b: regular expression: groups with",
                "rule a { strings: $b = /x\\1/ condition: $b } | 1:28 string $b: regular expression: escape",
                "rule a { strings: $b = /a+b*?c/ condition: $b } | 1:30 string $b: regular expression: greedy and ungreedy",
                "rule a { strings: $b = /a*/ condition: $b } | 1:25 string $b: has no byte that each match has",
                "rule a { strings: $b = /a{5,2}/ condition: $b } | 1:26 string $b: regular expression: repetition is",
                "rule a { strings: $b = /((a{99}){99}){99}/ condition: $b } | 1:25 string $b: has more than",
                "rule a { strings: $b = { 4 } condition: $b } | 1:27 string $b: hex string: expected a hex digit",
                "rule a { strings: $b = { [4] 41 } condition: $b } | 1:33 string $b: hex string: a jump or nothing",
                "rule a { strings: $b = { 41 [9-3] 42 } condition: $b } | string $b: hex string: jump is [9-3]",
                "rule a { strings: $b = \"\" condition: $b } | 1:24 text has 0 bytes",
                "rule a { strings: $b = \"x\\q\" condition: $b } | 1:27 escape is none of",
                "rule a { strings: $b = \"x\" xor nocase condition: $b } | modifiers xor and nocase exclude",
                "rule a { strings: $b = { 41 } wide condition: $b } | 1:31 modifier wide is not for such",
                "rule a { strings: $b = \"x\" $b = \"y\" condition: all of them } | 1:28 string $b is there twice",
                "rule a { condition: for any i in (1..2) : (for any i in (1..2) : (true)) } | variable i is there twice",
                "rule a { condition: \"x\" == 1 } | compares a text with a number",
                "rule a { condition: 1 + \"x\" } | found a text, expected a number",
                "rule all { condition: true } | 1:6 rule cannot be named \"all\"",
                "rule a { condition: true | 1:25 found the end, expected and, or, or the end",
                "rule a { condition: # } | 1:21 string without a name outside of a loop",
                "rule a { strings: $b = /x condition: $b } | 1:24 regular expression is open",
                "rule a { condition: true } /* | comment is open at the end",
                "rule a { condition: 99999999999999999999 } | 1:21 number has no digits, or is beyond",
                "rule a { condition: none of (zz*) } | no rule is named zz*",
                "rule a { condition: true } rule a { condition: true } | 1:33 rule a is there twice",
            })
    void whatCannotBeHonouredIsRefusedWithItsPlace(String rule, String expected) {
        assertThat(refusal(rule)).contains(expected);
    }

    @Test
    void aRefusedRuleLeavesTheOthersAndTakesThoseThatAskForIt() {
        YaraRules rules =
                rules(
                        """
                        import "elf"
                        rule one { condition: elf.machine == 1 }
                        // rule comment { condition: true }
                        rule two { strings: $a = "rule in a text
                        rule three { strings: $a = "rule four {" condition: $a }
                        rule five { condition: one or three }
                        rule six : tagged more { meta: author = "me" n = -5 b = true condition: three }
                        """);

        assertThat(rules.rules()).extracting(YaraRule::name).containsExactly("three", "six");
        assertThat(rules.rules().getLast().tags()).containsExactly("tagged", "more");
        assertThat(rules.rules().getLast().meta())
                .containsExactly(
                        Map.entry("author", "me"), Map.entry("n", -5L), Map.entry("b", true));
        assertThat(rules.verdicts())
                .extracting(
                        Verdict::line,
                        verdict -> verdict.rule().orElse("-"),
                        verdict -> verdict.refused().orElse("accepted"))
                .containsExactly(
                        tuple(1, "-", "module elf is not supported"),
                        tuple(2, "one", "module elf is not supported"),
                        tuple(4, "two", "text is open at the end of the line"),
                        tuple(5, "three", "accepted"),
                        tuple(6, "five", "rule one, which is asked for, is refused"),
                        tuple(7, "six", "accepted"));
    }

    @Test
    void aRefusedGlobalRuleTakesItsWholeFile() {
        YaraRules rules =
                YaraRules.of(
                        List.of(
                                new YaraSource(
                                        "guarded",
                                        "global rule g { condition: pe.x }\n"
                                                + "rule a { condition: true }"),
                                new YaraSource("other", "rule a { condition: true }")));

        assertThat(rules.rules()).extracting(YaraRule::file).containsExactly("other");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                "not ",
                "-",
                "for any i in (1..2) : (",
                "~",
                "uint8(",
                "1 + (",
                "$a or (",
            })
    void nestingEnds(String open) {
        String rule = "rule a { strings: $a = \"x\" condition: " + open.repeat(50_000) + "1";

        assertThat(refusal(rule)).containsAnyOf("nested deeper", "expected", "twice");
    }

    @Test
    void longConditionsAreRefusedOrHold() throws IOException {
        String or = "rule a { condition: false" + " or false".repeat(15_000) + " or true }";
        String sum = "rule a { condition: 1" + " + 1".repeat(5_000) + " }";

        YaraRules accepted = rules(or);
        assertThat(accepted.rules()).hasSize(1);
        assertThat(
                        new YaraScan(accepted)
                                .scan(
                                        new YaraInput(
                                                "",
                                                OptionalLong.empty(),
                                                ArraySource.of(new byte[1])))
                                .matches())
                .hasSize(1);
        assertThat(refusal(sum)).contains("operators in a row");
        assertThat(refusal("rule a { strings: $a = /" + "(".repeat(3_000) + "/ condition: $a }"))
                .contains("nested deeper");
    }

    @Test
    void everyTruncationEndsInVerdicts() throws IOException {
        String text;
        try (InputStream in = YaraRulesTest.class.getResourceAsStream("strings.yar")) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        String some = text.substring(0, 1_500);
        for (int length = 1; length < some.length(); length += 11) {
            YaraRules rules = rules(some.substring(0, length));
            assertThat(rules.verdicts().size()).isGreaterThanOrEqualTo(rules.rules().size());
        }
    }
}
