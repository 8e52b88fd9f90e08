package dev.yagura.detect.yara;

import dev.yagura.detect.yara.pattern.BytePattern;
import dev.yagura.detect.yara.pattern.PatternIndex;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The strings of all rules, numbered, and the patterns that they consist of. Immutable. */
final class StringTable {
    private final List<DeclaredString> strings;
    private final int[] firstFragments;
    private final int[] firstPatterns;
    private final int[] fragmentOf;
    private final BitSet greedy = new BitSet();
    private final PatternIndex index;

    StringTable(List<DeclaredString> strings) {
        this.strings = List.copyOf(strings);
        this.firstFragments = new int[strings.size() + 1];
        this.firstPatterns = new int[strings.size() + 1];
        List<BytePattern> patterns = new ArrayList<>();
        List<Integer> fragments = new ArrayList<>();
        int fragment = 0;
        for (int i = 0; i < strings.size(); i++) {
            for (List<BytePattern> alternatives : strings.get(i).fragments()) {
                for (BytePattern pattern : alternatives) {
                    patterns.add(pattern);
                    fragments.add(fragment);
                }
                greedy.set(fragment, strings.get(i).isGreedy());
                fragment++;
            }
            firstFragments[i + 1] = fragment;
            firstPatterns[i + 1] = patterns.size();
        }
        this.fragmentOf = fragments.stream().mapToInt(Integer::intValue).toArray();
        this.index = PatternIndex.of(patterns);
    }

    PatternIndex index() {
        return index;
    }

    int size() {
        return strings.size();
    }

    int fragments() {
        return firstFragments[strings.size()];
    }

    DeclaredString string(int number) {
        return strings.get(number);
    }

    int firstFragment(int string) {
        return firstFragments[string];
    }

    /** Returns the number of a string's first pattern; of one past the last, how many there are. */
    int firstPattern(int string) {
        return firstPatterns[string];
    }

    boolean isGreedy(int fragment) {
        return greedy.get(fragment);
    }

    int fragmentOf(int pattern) {
        return fragmentOf[pattern];
    }
}
