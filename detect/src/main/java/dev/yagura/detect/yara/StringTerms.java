package dev.yagura.detect.yara;

/** What conditions ask about the matches of a string. */
final class StringTerms {
    private StringTerms() {}

    /** Two ends of a range, both included. */
    record Range(Term first, Term last) {}

    static Term found(StringRef string) {
        return evaluation -> {
            evaluation.step();
            return Term.truth(evaluation.matches(string.of(evaluation)).size() > 0);
        };
    }

    static Term foundAt(StringRef string, Term place) {
        return evaluation -> {
            evaluation.step();
            long offset = place.of(evaluation);
            return Term.truth(
                    offset != Term.UNDEFINED
                            && evaluation.matches(string.of(evaluation)).count(offset, offset) > 0);
        };
    }

    static Term foundIn(StringRef string, Range range) {
        Term count = countIn(string, range);
        return evaluation -> {
            long found = count.of(evaluation);
            return found == Term.UNDEFINED ? found : Term.truth(found > 0);
        };
    }

    static Term count(StringRef string) {
        return evaluation -> evaluation.matches(string.of(evaluation)).size();
    }

    static Term countIn(StringRef string, Range range) {
        return evaluation -> {
            evaluation.step();
            long first = range.first().of(evaluation);
            long last = range.last().of(evaluation);
            return first == Term.UNDEFINED || last == Term.UNDEFINED
                    ? Term.UNDEFINED
                    : evaluation.matches(string.of(evaluation)).count(first, last);
        };
    }

    /** Returns the offset of a match, the first one of which is number 1. */
    static Term offset(StringRef string, Term number) {
        return evaluation -> {
            MatchList matches = evaluation.matches(string.of(evaluation));
            int index = index(matches, number.of(evaluation));
            return index < 0 ? Term.UNDEFINED : matches.offset(index);
        };
    }

    /** Returns the length of a match, the first one of which is number 1. */
    static Term length(StringRef string, Term number) {
        return evaluation -> {
            MatchList matches = evaluation.matches(string.of(evaluation));
            int index = index(matches, number.of(evaluation));
            return index < 0 ? Term.UNDEFINED : matches.length(index);
        };
    }

    private static int index(MatchList matches, long number) {
        return number >= 1 && number <= matches.size() ? (int) (number - 1) : -1;
    }
}
