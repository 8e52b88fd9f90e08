package dev.yagura.detect.yara;

import dev.yagura.detect.files.ByteSource;
import dev.yagura.detect.yara.YaraResult.Undecided;
import dev.yagura.detect.yara.pattern.PatternSearch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Holds rules against one input after another: a file, or the memory of a process in pieces.
 *
 * <p>Memory is bounded whatever the input's size. Keeps its room between inputs; not safe for
 * concurrent use.
 */
public final class YaraScan {
    private final YaraRules rules;
    private final MatchTable matches;
    private final PatternSearch search;

    /** Prepares to scan with some rules. */
    public YaraScan(YaraRules rules) {
        this.rules = rules;
        this.matches = new MatchTable(rules.strings());
        this.search = new PatternSearch(rules.strings().index(), matches);
    }

    /** Starts with another input. */
    public void begin() {
        matches.clear();
        search.reset();
    }

    /**
     * Searches a piece of the input. No match goes over the end of a piece.
     *
     * @param base offset of its first byte, by which matches are reported
     * @return how many bytes it has
     * @throws IOException if it cannot be read
     */
    public long search(long base, ByteSource data) throws IOException {
        matches.base(base);
        return search.search(data);
    }

    /**
     * Decides about the input of which all pieces were searched.
     *
     * @throws IOException if it cannot be read
     */
    public YaraResult judge(YaraInput input) throws IOException {
        int count = rules.rules().size();
        Evaluation evaluation = new Evaluation(matches, input, count);
        boolean[] holds = new boolean[count];
        @Nullable String[] why = new String[count];
        for (int rule = 0; rule < count; rule++) {
            try {
                holds[rule] =
                        evaluation.decide(
                                rules.rules().get(rule),
                                rule,
                                rules.firstOfFile(rule),
                                rules.firstString(rule));
            } catch (StepsException e) {
                why[rule] = e.getMessage();
            }
            if (why[rule] == null) {
                why[rule] = whyUndecided(rule, why).orElse(null);
            }
        }
        return result(holds, why);
    }

    /** Searches a whole input and decides about it. */
    public YaraResult scan(YaraInput input) throws IOException {
        begin();
        search(0, input.data());
        return judge(input);
    }

    private Optional<String> whyUndecided(int number, @Nullable String[] earlier) {
        YaraRule rule = rules.rules().get(number);
        for (int i = 0; i < rule.strings().size(); i++) {
            int string = rules.firstString(number) + i;
            if (matches.isCut(string)) {
                return Optional.of(
                        "string $%s matches too often".formatted(rule.strings().get(i).name()));
            }
            if (isGivenUp(string)) {
                return Optional.of(
                        "string $%s takes too many steps".formatted(rule.strings().get(i).name()));
            }
        }
        int first = rules.firstOfFile(number);
        return rule.asksFor().stream()
                .filter(asked -> earlier[first + asked] != null)
                .mapToObj(asked -> rules.rules().get(first + asked).name())
                .map("rule %s is undecided"::formatted)
                .findFirst();
    }

    private boolean isGivenUp(int string) {
        StringTable strings = rules.strings();
        for (int i = strings.firstPattern(string); i < strings.firstPattern(string + 1); i++) {
            if (search.isGivenUp(i)) {
                return true;
            }
        }
        return false;
    }

    private YaraResult result(boolean[] holds, @Nullable String[] why) {
        List<YaraMatch> found = new ArrayList<>();
        List<Undecided> undecided = new ArrayList<>();
        int file = -1;
        boolean guarded = false;
        for (int i = 0; i < holds.length; i++) {
            YaraRule rule = rules.rules().get(i);
            if (rules.firstOfFile(i) != file) {
                file = rules.firstOfFile(i);
                guarded = isGuarded(file, holds);
            }
            if (why[i] != null) {
                undecided.add(new Undecided(rule, why[i]));
            }
            if (holds[i] && !rule.isPrivate() && !guarded) {
                found.add(new YaraMatch(rule, strings(i)));
            }
        }
        return new YaraResult(found, undecided);
    }

    /** Returns whether a global rule of a file does not hold, so that none of the file does. */
    private boolean isGuarded(int firstOfFile, boolean[] holds) {
        for (int i = firstOfFile; i < holds.length && rules.firstOfFile(i) == firstOfFile; i++) {
            if (rules.rules().get(i).isGlobal() && !holds[i]) {
                return true;
            }
        }
        return false;
    }

    private List<StringMatches> strings(int number) {
        List<StringMatches> found = new ArrayList<>();
        List<DeclaredString> strings = rules.rules().get(number).strings();
        for (int i = 0; i < strings.size(); i++) {
            MatchList list = matches.of(rules.firstString(number) + i);
            if (list.size() > 0 && !strings.get(i).isPrivate()) {
                found.add(new StringMatches(strings.get(i).name(), list));
            }
        }
        return found;
    }
}
