package dev.yagura.detect.yara;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** The names that a condition may use: strings, earlier rules, and variables of its loops. */
final class Scope {
    private static final String STRING_LOOP = "$";

    private final List<DeclaredString> strings;
    private final Map<String, Integer> rules;
    private final Set<String> refusedRules;
    private final BitSet used = new BitSet();
    private final BitSet usedRules = new BitSet();
    private final Deque<String> loops = new ArrayDeque<>();

    Scope(List<DeclaredString> strings, Map<String, Integer> rules, Set<String> refusedRules) {
        this.strings = strings;
        this.rules = rules;
        this.refusedRules = refusedRules;
    }

    /** Returns a string by its name. */
    StringRef string(Token token) throws Refusal {
        if (token.text().isEmpty()) {
            int loop = loops.size() - 1;
            for (String name : loops) {
                if (name.equals(STRING_LOOP)) {
                    int found = loop;
                    return evaluation -> evaluation.string(found);
                }
                loop--;
            }
            throw new Refusal(
                    token.start(), "string without a name outside of a loop over strings");
        }
        int number = number(token);
        return _ -> number;
    }

    /** Returns the number of a string that has a name. */
    int number(Token token) throws Refusal {
        for (int i = 0; i < strings.size(); i++) {
            if (strings.get(i).name().equals(token.text())) {
                used.set(i);
                return i;
            }
        }
        throw new Refusal(token.start(), "string $%s is not declared".formatted(token.text()));
    }

    /** Returns the strings whose names start so, at least one. */
    List<Integer> strings(Token prefix) throws Refusal {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < strings.size(); i++) {
            if (strings.get(i).name().startsWith(prefix.text())) {
                used.set(i);
                found.add(i);
            }
        }
        if (found.isEmpty()) {
            throw new Refusal(
                    prefix.start(), "no string is declared as $%s*".formatted(prefix.text()));
        }
        return found;
    }

    /** Returns the strings that no condition has asked for. */
    List<DeclaredString> unused() {
        List<DeclaredString> left = new ArrayList<>();
        for (int i = 0; i < strings.size(); i++) {
            if (!used.get(i) && !strings.get(i).name().startsWith("_")) {
                left.add(strings.get(i));
            }
        }
        return left;
    }

    /** Returns an earlier rule's number, if it is one. */
    OptionalInt rule(Token token) throws Refusal {
        if (refusedRules.contains(token.text())) {
            throw new Refusal(
                    token.start(),
                    "rule %s, which is asked for, is refused".formatted(token.text()));
        }
        Integer number = rules.get(token.text());
        if (number == null) {
            return OptionalInt.empty();
        }
        usedRules.set(number);
        return OptionalInt.of(number);
    }

    /** Returns the earlier rules whose names start so, at least one. */
    List<Integer> rules(Token prefix) throws Refusal {
        for (String refused : refusedRules) {
            if (refused.startsWith(prefix.text())) {
                throw new Refusal(
                        prefix.start(),
                        "rule %s, which is asked for, is refused".formatted(refused));
            }
        }
        List<Integer> found =
                rules.entrySet().stream()
                        .filter(rule -> rule.getKey().startsWith(prefix.text()))
                        .map(Map.Entry::getValue)
                        .sorted()
                        .toList();
        if (found.isEmpty()) {
            throw new Refusal(prefix.start(), "no rule is named %s*".formatted(prefix.text()));
        }
        found.forEach(usedRules::set);
        return found;
    }

    /** Returns the earlier rules that the condition asks for. */
    BitSet usedRules() {
        return usedRules;
    }

    /** Returns the loop whose variable this is, if it is one. */
    OptionalInt variable(String name) {
        int loop = loops.size() - 1;
        for (String each : loops) {
            if (each.equals(name)) {
                return OptionalInt.of(loop);
            }
            loop--;
        }
        return OptionalInt.empty();
    }

    /** Enters a loop over numbers; returns its number. */
    int enter(Token variable) throws Refusal {
        if (variable(variable.text()).isPresent()) {
            throw new Refusal(
                    variable.start(), "variable %s is there twice".formatted(variable.text()));
        }
        return enter(variable.text(), variable.start());
    }

    /** Enters a loop over strings; returns its number. */
    int enterStrings(int start) throws Refusal {
        return enter(STRING_LOOP, start);
    }

    private int enter(String name, int start) throws Refusal {
        if (loops.size() >= YaraLimits.LOOPS) {
            throw new Refusal(start, "loops are nested deeper than %d".formatted(YaraLimits.LOOPS));
        }
        loops.push(name);
        return loops.size() - 1;
    }

    void leave() {
        loops.pop();
    }
}
