package dev.yagura.detect.yara;

import java.util.List;

/** Joins what was found of the fragments of a string with long jumps. */
final class Chain {
    /** Matches that are tried as the next one, at most; far more than real data have. */
    private static final int MAX_TRIED = 1 << 22;

    private int tried;

    private Chain() {}

    /**
     * Returns the matches of a whole string: where its first fragment is, up to the end of the
     * first last fragment that it leads to.
     *
     * @param fragments what was found of each, in order of offsets
     * @param gaps between them
     */
    static MatchList join(List<MatchList> fragments, List<DeclaredString.Gap> gaps) {
        Chain chain = new Chain();
        MatchList last = fragments.getLast();
        long[] ends = new long[last.size()];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = last.offset(i) + last.length(i);
        }
        for (int fragment = fragments.size() - 2; fragment >= 0; fragment--) {
            ends =
                    chain.ends(
                            fragments.get(fragment),
                            fragments.get(fragment + 1),
                            ends,
                            gaps.get(fragment));
        }
        MatchList joined = new MatchList(false);
        MatchList first = fragments.getFirst();
        for (int i = 0; i < ends.length; i++) {
            if (ends[i] >= 0) {
                long length = ends[i] - first.offset(i);
                joined.add(first.offset(i), (int) Math.min(length, Integer.MAX_VALUE));
            }
        }
        return joined;
    }

    /**
     * Returns where each match of a fragment ends if it is followed to the end; -1 if it is not.
     */
    private long[] ends(MatchList of, MatchList next, long[] nextEnds, DeclaredString.Gap gap) {
        long[] ends = new long[of.size()];
        for (int i = 0; i < ends.length; i++) {
            long behind = of.offset(i) + of.length(i);
            long last = gap.max() == Long.MAX_VALUE ? gap.max() : behind + gap.max();
            ends[i] = -1;
            for (int j = next.from(behind + gap.min());
                    j < next.size() && next.offset(j) <= last && tried < MAX_TRIED;
                    j++) {
                tried++;
                if (nextEnds[j] >= 0) {
                    ends[i] = nextEnds[j];
                    break;
                }
            }
        }
        return ends;
    }
}
