package dev.yagura.cli.exec;

import dev.yagura.detect.yaml.YamlException;
import dev.yagura.detect.yaml.YamlFields;
import dev.yagura.detect.yaml.YamlNode;
import dev.yagura.detect.yaml.YamlReader;
import dev.yagura.detect.yaml.YamlSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tools to run one after another, once or again and again.
 *
 * @param every time from the start of one round to that of the next; empty for one round
 * @param commands each a tool with its arguments; at least one
 */
public record ToolSet(Optional<Duration> every, List<List<String>> commands) {
    private static final Pattern TIME = Pattern.compile("(\\d{1,6})(s|m|h|d)");

    /** Copies the lists. */
    public ToolSet {
        commands = commands.stream().map(List::copyOf).toList();
    }

    /**
     * Reads a file: {@code every}, a time such as {@code 6h}, and {@code tools}, a list whose items
     * are lists of words.
     *
     * @param name as the user named it
     * @throws YamlException if it is something else
     */
    public static ToolSet read(String name, String text) throws YamlException {
        YamlSource source = new YamlSource(name, text);
        YamlFields fields =
                YamlFields.of(
                        source, YamlReader.read(source), "set of tools", List.of("every", "tools"));
        Optional<YamlNode> tools = fields.node("tools");
        if (tools.isEmpty()) {
            throw source.refused(fields.start(), "set of tools: field \"tools\" is missing");
        }
        List<List<String>> commands = new ArrayList<>();
        for (YamlNode tool : YamlFields.items(source, tools.get(), "tools")) {
            List<String> words = new ArrayList<>();
            for (YamlNode word : YamlFields.items(source, tool, "item of tools")) {
                words.add(YamlFields.scalar(source, word, "word of a tool").value());
            }
            if (words.isEmpty()) {
                throw source.refused(tool.start(), "item of tools: has no words");
            }
            commands.add(words);
        }
        if (commands.isEmpty()) {
            throw source.refused(tools.get().start(), "tools: has no items");
        }
        return new ToolSet(every(source, fields), commands);
    }

    private static Optional<Duration> every(YamlSource source, YamlFields fields)
            throws YamlException {
        if (fields.node("every").isEmpty()) {
            return Optional.empty();
        }
        YamlNode.Scalar every = fields.scalar("every");
        return Optional.of(
                time(every.value())
                        .orElseThrow(() ->
                                source.refused(
                                        every.start(),
                                        "every is \"%s\", expected a time such as 30m, 6h or 1d"
                                                .formatted(every.value()))));
    }

    /** Returns a time written as a number with its unit; empty if it is none, or 0. */
    public static Optional<Duration> time(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches() || Integer.parseInt(time.group(1)) == 0) {
            return Optional.empty();
        }
        long count = Long.parseLong(time.group(1));
        return Optional.of(
                switch (time.group(2)) {
                    case "s" -> Duration.ofSeconds(count);
                    case "m" -> Duration.ofMinutes(count);
                    case "h" -> Duration.ofHours(count);
                    default -> Duration.ofDays(count);
                });
    }
}
