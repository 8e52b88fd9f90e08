package dev.yagura.detect.yara;

import java.util.List;

/**
 * What rules say of an input.
 *
 * @param matches rules that hold, in the order of the files
 * @param undecided rules that could not be decided to the end; one that holds all the same is among
 *     the matches too
 */
public record YaraResult(List<YaraMatch> matches, List<Undecided> undecided) {
    /** Copies the lists. */
    public YaraResult {
        matches = List.copyOf(matches);
        undecided = List.copyOf(undecided);
    }

    /**
     * A rule that could not be decided to the end.
     *
     * @param rule the rule
     * @param why what there was too much of
     */
    public record Undecided(YaraRule rule, String why) {}
}
