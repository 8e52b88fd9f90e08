package dev.yagura.detect.yara;

import dev.yagura.detect.yara.pattern.BytePattern;
import java.util.List;

/**
 * A string of a rule.
 *
 * @param name without its sign; empty for one without a name
 * @param start where it is declared, in characters from the start of the file
 * @param isPrivate whether its matches are not reported
 * @param fragments the patterns of each part between long jumps, each list alternatives
 * @param gaps between the fragments, one less than those
 */
record DeclaredString(
        String name,
        int start,
        boolean isPrivate,
        List<List<BytePattern>> fragments,
        List<Gap> gaps) {
    /**
     * How many bytes lie between two fragments.
     *
     * @param min at least
     * @param max at most; {@link Long#MAX_VALUE} for any number
     */
    record Gap(long min, long max) {}

    DeclaredString {
        fragments = fragments.stream().map(List::copyOf).toList();
        gaps = List.copyOf(gaps);
    }

    /** Returns whether of several matches at one place the first one found counts. */
    boolean isGreedy() {
        return patterns().stream().anyMatch(BytePattern::isGreedy);
    }

    /** Returns all patterns. */
    List<BytePattern> patterns() {
        return fragments.stream().flatMap(List::stream).toList();
    }
}
