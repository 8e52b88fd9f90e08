package dev.yagura.detect.yara;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What rules find in a file, in the lines that {@code yara -s -L} prints, without the bytes. */
final class YaraLines {
    /** The tool prints no more of a match, {@code YR_CONFIG_MAX_MATCH_DATA}. */
    static final int MAX_LENGTH = 512;

    private YaraLines() {}

    static List<String> of(YaraRules rules, Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        YaraInput input =
                new YaraInput(
                        file.toString(), OptionalLong.of(bytes.length), ArraySource.of(bytes));
        List<String> lines = new ArrayList<>();
        for (YaraMatch match : new YaraScan(rules).scan(input).matches()) {
            String rule = match.rule().name();
            lines.add(rule);
            for (StringMatches string : match.strings()) {
                for (int i = 0; i < string.count(); i++) {
                    int length = Math.min(string.length(i), MAX_LENGTH);
                    lines.add(
                            "%s 0x%x:%d:%s"
                                    .formatted(rule, string.offset(i), length, string.name()));
                }
            }
        }
        return lines;
    }
}
