package dev.yagura.detect.yara.pattern;

import java.util.List;

/** Counts what the patterns of a set of rules take, so that no set takes too much. */
public final class PatternBudget {
    private long entries;
    private long instructions;

    /**
     * Takes some patterns in, or none of them.
     *
     * @throws PatternException if that would be too much
     */
    public void take(List<BytePattern> patterns) throws PatternException {
        long moreEntries = 0;
        long moreInstructions = 0;
        for (BytePattern pattern : patterns) {
            moreEntries += pattern.atoms().stream().mapToLong(Atom::entries).sum();
            moreInstructions += pattern.instructions();
        }
        check("places of the table of pairs", entries + moreEntries, PatternLimits.TABLE_ENTRIES);
        check("instructions", instructions + moreInstructions, PatternLimits.INSTRUCTIONS);
        entries += moreEntries;
        instructions += moreInstructions;
    }

    private static void check(String what, long count, long most) throws PatternException {
        if (count > most) {
            throw new PatternException(
                    0, "takes %s beyond the %d that a set of rules may have".formatted(what, most));
        }
    }
}
