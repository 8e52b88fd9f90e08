package dev.yagura.detect.yara;

/** Where a string of a rule was found, in order of offsets. */
public final class StringMatches {
    private final String name;
    private final MatchList matches;

    StringMatches(String name, MatchList matches) {
        this.name = name;
        this.matches = matches;
    }

    /** Returns the string's name, with its sign. */
    public String name() {
        return "$" + name;
    }

    /** Returns how often it was found, at least once. */
    public int count() {
        return matches.size();
    }

    /** Returns where a match starts. */
    public long offset(int match) {
        return matches.offset(match);
    }

    /** Returns the length of a match in bytes. */
    public int length(int match) {
        return matches.length(match);
    }
}
