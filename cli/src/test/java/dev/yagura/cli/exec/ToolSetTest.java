package dev.yagura.cli.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.detect.yaml.YamlException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToolSetTest {
    private static ToolSet read(String text) throws YamlException {
        return ToolSet.read("nightly.yaml", text);
    }

    @Test
    void hasToolsInTheOrderOfTheFile() throws YamlException {
        ToolSet set = read("every: 6h\ntools:\n  - [chkrootkit, -q]\n  - [unhide, quick]\n");

        assertThat(set.every()).contains(Duration.ofHours(6));
        assertThat(set.commands())
                .isEqualTo(List.of(List.of("chkrootkit", "-q"), List.of("unhide", "quick")));
    }

    @Test
    void isRunOnceIfItDoesNotSayHowOften() throws YamlException {
        assertThat(read("tools: [[ps]]").every()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "every: 6h             | \"tools\" is missing",
                "tools: []             | tools: has no items",
                "tools: [[]]           | item of tools: has no words",
                "tools: ps             | tools",
                "tools: [ps]           | item of tools",
                "tools: [[[ps]]]       | word of a tool",
                "{tools: [[ps]], x: 1} | x",
                "{tools: [[ps]], every: 0h} | every is \"0h\"",
                "{tools: [[ps]], every: 6}  | every is \"6\"",
            })
    void whatIsNoSetIsRefusedWithItsPlace(String text, String reason) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(YamlException.class)
                .hasMessageContaining("nightly.yaml:1:")
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource({"90s, PT1M30S", "30m, PT30M", "2h, PT2H", "1d, PT24H", "999999d, PT23999976H"})
    void timesHaveAUnit(String text, Duration time) {
        assertThat(ToolSet.time(text)).contains(time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0s", "-1s", "1", "1w", "1 h", "1000000s", "1.5h"})
    void whatIsNoTimeIsNone(String text) {
        assertThat(ToolSet.time(text)).isEqualTo(Optional.empty());
    }
}
