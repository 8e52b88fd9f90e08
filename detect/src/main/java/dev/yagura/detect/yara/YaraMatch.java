package dev.yagura.detect.yara;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A rule that holds for an input.
 *
 * @param rule the rule
 * @param strings those of its strings that were found and are not private
 */
public record YaraMatch(YaraRule rule, List<StringMatches> strings) {
    /** Copies the list. */
    public YaraMatch {
        requireNonNull(rule, "rule");
        strings = List.copyOf(strings);
    }
}
