package dev.yagura.detect.yara;

import dev.yagura.detect.yara.pattern.PatternSearch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was found of each string in one input. Not safe for concurrent use. */
final class MatchTable implements PatternSearch.Found {
    private final StringTable strings;
    private final @Nullable MatchList[] found;
    private final @Nullable MatchList[] joined;
    private final BitSet cut = new BitSet();
    private int all;
    private long base;

    MatchTable(StringTable strings) {
        this.strings = strings;
        this.found = new MatchList[strings.fragments()];
        this.joined = new MatchList[strings.size()];
    }

    /** Forgets everything, for another input. */
    void clear() {
        Arrays.fill(found, null);
        Arrays.fill(joined, null);
        cut.clear();
        all = 0;
        base = 0;
    }

    /** Says where the data that is searched next starts. */
    void base(long offset) {
        base = offset;
    }

    @Override
    public void found(int pattern, long offset, int length) {
        int fragment = strings.fragmentOf(pattern);
        MatchList list = found[fragment];
        if (list == null) {
            list = new MatchList(strings.isGreedy(fragment));
            found[fragment] = list;
        }
        if (list.size() >= YaraLimits.MATCHES_PER_STRING || all >= YaraLimits.MATCHES) {
            cut.set(fragment);
            return;
        }
        int before = list.size();
        list.add(base + offset, length);
        all += list.size() - before;
    }

    /** Returns the matches of a string. */
    MatchList of(int string) {
        MatchList list = joined[string];
        if (list == null) {
            list = join(string);
            joined[string] = list;
        }
        return list;
    }

    private MatchList join(int string) {
        List<MatchList> fragments = new ArrayList<>();
        int first = strings.firstFragment(string);
        for (int i = 0; i < strings.string(string).fragments().size(); i++) {
            MatchList list = found[first + i];
            if (list == null) {
                return MatchList.NONE;
            }
            fragments.add(list);
        }
        return fragments.size() == 1
                ? fragments.getFirst()
                : Chain.join(fragments, strings.string(string).gaps());
    }

    /** Returns whether matches of a string were left out, since there were too many. */
    boolean isCut(int string) {
        int first = strings.firstFragment(string);
        int next = cut.nextSetBit(first);
        return next >= 0 && next < first + strings.string(string).fragments().size();
    }
}
