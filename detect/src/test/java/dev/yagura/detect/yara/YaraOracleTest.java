package dev.yagura.detect.yara;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.storage.truth.HostTool;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every match, with offset and length, is the one that the {@code yara} tool finds. */
class YaraOracleTest {
    private static final Pattern MATCH = Pattern.compile("(0x[0-9a-f]+):(\\d+):(\\$\\w*): .*");
    private static final Pattern RULE = Pattern.compile("([a-z]\\w*) (/\\S+\\.bin)");

    @TempDir private Path folder;
    @TempDir private Path data;

    @ParameterizedTest
    @ValueSource(strings = {"strings.yar", "regexes.yar", "conditions.yar"})
    void findsWhatYaraFinds(String rules) throws IOException {
        OracleData.write(data);
        Path file = folder.resolve(rules);
        try (InputStream in = YaraOracleTest.class.getResourceAsStream(rules)) {
            Files.write(file, in.readAllBytes());
        }
        compare(file, 20);
    }

    @Test
    void findsWhatYaraFindsByRulesMadeUp() throws IOException {
        long seed = Long.getLong("yara.seed", 1);
        Files.write(
                data.resolve("letters.bin"), OracleData.letters(new Random(seed), "abcd", 4_000));
        Path file = folder.resolve("random.yar");
        Files.writeString(file, new RandomRules(seed).file(Integer.getInteger("mutations", 300)));
        compare(file, 1_000);
    }

    private void compare(Path file, int atLeast) throws IOException {
        YaraRules rules =
                YaraRules.of(List.of(new YaraSource(file.toString(), Files.readString(file))));
        assertThat(rules.verdicts()).allMatch(verdict -> verdict.accepted());
        Map<String, List<String>> expected = expected(file);
        int lines = 0;
        for (Path input : data()) {
            List<String> found = YaraLines.of(rules, input);
            assertThat(found)
                    .as(input.toString())
                    .containsExactlyInAnyOrderElementsOf(
                            expected.getOrDefault(input.toString(), List.of()));
            lines += found.size();
        }
        assertThat(lines).isGreaterThan(atLeast);
    }

    private List<Path> data() throws IOException {
        try (Stream<Path> files = Files.list(data)) {
            return files.filter(file -> file.toString().endsWith(".bin")).toList();
        }
    }

    /** Returns what the tool says of each file. */
    private Map<String, List<String>> expected(Path rules) throws IOException {
        Map<String, List<String>> expected = new HashMap<>();
        List<String> lines = List.of();
        String name = "";
        for (String line : yara(rules).lines().toList()) {
            Matcher match = MATCH.matcher(line);
            Matcher rule = RULE.matcher(line);
            if (match.matches()) {
                lines.add(
                        "%s %s:%s:%s"
                                .formatted(name, match.group(1), match.group(2), match.group(3)));
            } else if (rule.matches()) {
                name = rule.group(1);
                lines = expected.computeIfAbsent(rule.group(2), _ -> new ArrayList<>());
                lines.add(name);
            }
        }
        return expected;
    }

    private String yara(Path rules) throws IOException {
        String output = HostTool.run("yara", "-w", "-s", "-L", "-r", rules, data);
        assertThat(output).doesNotContain("error");
        assertThat(output.getBytes(StandardCharsets.ISO_8859_1)).isNotEmpty();
        return output;
    }
}
