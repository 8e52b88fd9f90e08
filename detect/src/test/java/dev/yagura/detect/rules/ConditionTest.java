package dev.yagura.detect.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.table.Row;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {
    /** As {@code yagura show VM processes --json} prints one. */
    private static final Row ROW =
            Row.of(
                    "pid",
                    612,
                    "ppid",
                    1L,
                    "uid",
                    0,
                    "comm",
                    "sh",
                    "cmdline",
                    "sh -i \"quoted\"",
                    "exe",
                    "/tmp/.x/sh",
                    "kernelThread",
                    false,
                    "noNewPrivs",
                    true,
                    "env",
                    List.of("PATH=/bin", "LD_PRELOAD=/tmp/x.so"),
                    "groups",
                    List.of(),
                    "task",
                    "0xffff888003e8c000",
                    "capEffective",
                    null);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pid = 612",
                "pid == 612",
                "pid = 0x264",
                "pid != 613",
                "pid > 611 and pid < 613 and pid >= 612 and pid <= 612",
                "pid in (1, 612)",
                "comm = sh",
                "comm = \"sh\"",
                "comm = 'sh'",
                "comm != bash",
                "comm in (bash, sh)",
                "comm in (shells)",
                "cmdline contains -i",
                "cmdline contains (none, '-i')",
                "cmdline contains \"\\\"quoted\\\"\"",
                "exe startswith /tmp/",
                "exe endswith (/bash, /sh)",
                "exe glob /tmp/.*/sh",
                "exe glob (/usr/*, '/tmp/*')",
                "env startswith 'LD_PRELOAD='",
                "env = 'PATH=/bin'",
                "noNewPrivs",
                "noNewPrivs = true",
                "noNewPrivs != false",
                "not kernelThread",
                "kernelThread = false",
                "task = 0xffff888003e8c000",
                "task > 0xffff888000000000",
                "comm exists",
                "not capEffective exists",
                "not groups exists",
                "capEffective != 0",
                "is_shell",
                "not (pid = 1 or pid = 2) and (is_shell and uid = 0)",
                "pid = 1 or pid = 612 and uid = 0",
                "not pid = 1 and not not uid = 0",
                "proc.name = sh and proc.pid = 612 and user.uid = 0",
                "Image endswith /sh and CommandLine contains -i and ParentProcessId = 1 and User = 0",
            })
    void aConditionThatHolds(String condition) {
        assertThat(Rules.of(condition).match(ROW)).as(condition).isPresent();
        assertThat(Rules.of("not (" + condition + ")").match(ROW)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pid = 6120",
                "pid < 612",
                "pid > 612",
                "comm = SH",
                "comm in (bash, zsh)",
                "comm startswith bash",
                "exe glob /tmp/?/sh",
                "exe glob *",
                "capEffective = 0000000000000000",
                "cwd exists",
                "cwd = x",
                "kernelThread",
                "env endswith nothing",
                "task < 0x1000",
            })
    void aConditionThatDoesNotHold(String condition) {
        boolean holds = condition.equals("exe glob *");
        assertThat(Rules.of(condition).match(ROW).isPresent()).as(condition).isEqualTo(holds);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "pid =; 6; found the end, expected a value",
                "pid 5; 5; found \"5\", expected and, or, or the end",
                "nosuch = 1; 1; field is \"nosuch\", expected one of view processes",
                "comm < 5; 1; \"<\" compares comm, a column of kind text",
                "kernelThread in (true); 1; \"in\" compares kernelThread, a column of kind flag",
                "kernelThread = 1; 16; kernelThread is compared with \"1\", expected true or false",
                "pid = (1, x); 11; pid is compared with \"x\", expected a whole number",
                "pid < (1, 2); 11; \"<\" compares with 2 values, expected one",
                "pid; 1; \"pid\" stands alone, expected an operator",
                "nosuch; 1; \"nosuch\" is no macro and no flag of view processes",
                "(pid = 1; 9; found the end, expected )",
                "pid = 1); 8; found \")\", expected and, or, or the end",
                "comm = 'a; 8; quote is open",
                "comm in sh; 9; found \"sh\", expected ( and a list",
                "and pid = 1; 1; found \"and\", expected a field",
                "comm in (empty); 1; list is empty",
                "turning; 1; macro \"turning\" is part of itself",
                "pid = 99999999999999999999; 7; expected a whole number",
            })
    void aConditionThatIsRefusedSaysWhereAndWhy(String condition, int column, String why) {
        Verdict verdict = Rules.file(condition).verdicts().getFirst();

        assertThat(verdict.refused()).isPresent();
        assertThat(verdict.refused().get()).contains(why);
        boolean inMacro = condition.equals("turning");
        if (!inMacro) {
            assertThat(verdict.line()).isEqualTo(Rules.CONDITION_LINE);
            assertThat(verdict.column() - Rules.CONDITION_COLUMN + 1)
                    .as("column in the condition")
                    .isEqualTo(column);
        }
    }

    @Test
    void nestingIsBounded() {
        String deep = "(".repeat(5_000) + "pid = 1" + ")".repeat(5_000);
        assertThat(Rules.file(deep).verdicts().getFirst().refused().orElse(""))
                .contains("nested deeper than");
        String not = "not ".repeat(5_000) + "pid = 1";
        assertThat(Rules.file(not).verdicts().getFirst().refused().orElse(""))
                .contains("nested deeper than");
    }

    @Test
    void macrosThatGrowAreRefusedBeforeTheyDo() {
        StringBuilder macros = new StringBuilder("  a0: pid = 1 and pid = 2\n");
        for (int i = 1; i < 60; i++) {
            macros.append("  a%d: a%d and a%d\n".formatted(i, i - 1, i - 1));
        }
        RuleFile file =
                RuleFile.read("f", "macros:\n" + macros + "rules:\n" + Rules.rule("a59", "x.y"));

        assertThat(file.rules()).isEmpty();
        assertThat(file.verdicts().getFirst().refused().orElse("")).contains("more than 10000");
    }

    @Test
    void theTimeOfAMatchIsThatOfTextTimesPattern() {
        Glob glob = Glob.of("*a".repeat(500) + "b");
        String text = "a".repeat(1 << 20);

        assertThat(glob.matches(text)).isFalse(); // Exponential, if it went back.
        assertThat(glob.matches(text + "b")).isTrue();
    }

    @Test
    void globsAgreeWithASlowerMatcher() {
        List<String> patterns =
                List.of("", "*", "?", "a", "a*", "*a", "a*a", "?*?", "a?b*", "**", "*ab*a*", "ab");
        List<String> texts =
                List.of("", "a", "b", "aa", "ab", "ba", "aab", "aba", "abab", "abba", "bbbb");
        for (String pattern : patterns) {
            for (String text : texts) {
                assertThat(Glob.of(pattern).matches(text))
                        .as(pattern + " over " + text)
                        .isEqualTo(slow(pattern, text));
            }
        }
    }

    private static boolean slow(String pattern, String text) {
        if (pattern.isEmpty()) {
            return text.isEmpty();
        }
        if (pattern.charAt(0) == '*') {
            return slow(pattern.substring(1), text)
                    || (!text.isEmpty() && slow(pattern, text.substring(1)));
        }
        return !text.isEmpty()
                && (pattern.charAt(0) == '?' || pattern.charAt(0) == text.charAt(0))
                && slow(pattern.substring(1), text.substring(1));
    }

    @Test
    void everyAliasIsAColumnOfSomeView() {
        List<String> columns =
                dev.yagura.kernel.linux.tables.LinuxTables.all().stream()
                        .flatMap(table -> table.columns().stream())
                        .map(dev.yagura.kernel.table.Column::name)
                        .toList();
        assertThat(columns).containsAll(FieldNames.all().values());
        assertThat(Arrays.stream(Operator.values()).map(Operator::symbol)).doesNotHaveDuplicates();
    }
}
