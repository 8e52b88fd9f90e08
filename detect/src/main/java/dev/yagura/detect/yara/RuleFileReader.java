package dev.yagura.detect.yara;

import dev.yagura.detect.rules.Verdict;
import dev.yagura.detect.yara.YaraRule.Head;
import dev.yagura.detect.yara.pattern.BytePattern;
import dev.yagura.detect.yara.pattern.PatternBudget;
import dev.yagura.detect.yara.pattern.PatternException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a file rule by rule; one that is refused does not keep the others from being read. */
final class RuleFileReader {
    private final YaraSource source;
    private final PatternBudget budget;
    private final Places places;
    private final List<YaraRule> rules = new ArrayList<>();
    private final List<Integer> starts = new ArrayList<>();
    private final List<Verdict> refusals = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Set<String> refused = new HashSet<>();
    private Optional<Head> current = Optional.empty();
    private Optional<String> refusedGlobal = Optional.empty();

    private RuleFileReader(YaraSource source, PatternBudget budget) {
        this.source = source;
        this.budget = budget;
        this.places = new Places(source.name(), source.text());
    }

    /**
     * What a file holds.
     *
     * @param rules those that were accepted
     * @param verdicts one for each rule, and one for each other thing that was refused
     */
    record Contents(List<YaraRule> rules, List<Verdict> verdicts) {}

    /**
     * Reads a file.
     *
     * @param budget of all files together
     */
    static Contents read(YaraSource source, PatternBudget budget) {
        RuleFileReader reader = new RuleFileReader(source, budget);
        if (source.text().length() > YaraLimits.FILE_CHARS) {
            reader.refuse(
                    new Refusal(
                            0,
                            "file has more than %d characters".formatted(YaraLimits.FILE_CHARS)));
        } else {
            reader.items();
        }
        return reader.contents();
    }

    private void items() {
        int at = source.text().startsWith("\uFEFF") ? 1 : 0;
        while (at < source.text().length()) {
            at = itemsFrom(at);
        }
    }

    /** Reads up to something that is refused; returns where to go on. */
    private int itemsFrom(int start) {
        int item = start;
        try {
            Lexer lexer = new Lexer(source.text(), start);
            while (lexer.peek().kind() != Token.Kind.END) {
                item = lexer.peek().start();
                current = Optional.empty();
                item(lexer);
                lexer.next(); // May already be of the next one, which is then refused.
            }
            return source.text().length();
        } catch (Refusal e) {
            refuse(e);
            return NextRule.after(source.text(), Math.max(item, e.offset()));
        }
    }

    private void item(Lexer lexer) throws Refusal {
        if (lexer.peek().is("import") || lexer.peek().is("include")) {
            Token word = lexer.next();
            if (lexer.peek().kind() != Token.Kind.TEXT) {
                throw lexer.unexpected("a text");
            }
            String problem =
                    word.is("import")
                            ? "module %s is not supported"
                            : "include of %s is not supported";
            refuse(new Refusal(word.start(), problem.formatted(Bytes.toText(lexer.peek().text()))));
            return;
        }
        Head head = RuleParser.head(lexer);
        current = Optional.of(head);
        if (numbers.containsKey(head.name()) || refused.contains(head.name())) {
            throw new Refusal(head.start(), "rule %s is there twice".formatted(head.name()));
        }
        if (Externals.of(head.name()).isPresent()) {
            throw new Refusal(head.start(), "rule has the name of a variable");
        }
        YaraRule rule = RuleParser.body(lexer, source.name(), head, numbers, refused);
        take(rule, head);
        current = Optional.empty();
        numbers.put(head.name(), rules.size());
        rules.add(rule);
        starts.add(head.start());
    }

    private void take(YaraRule rule, Head head) throws Refusal {
        List<BytePattern> patterns =
                rule.strings().stream().flatMap(string -> string.patterns().stream()).toList();
        try {
            budget.take(patterns);
        } catch (PatternException e) {
            throw new Refusal(head.start(), "rule " + e.getMessage());
        }
    }

    private void refuse(Refusal e) {
        current.ifPresent(head -> {
            refused.add(head.name());
            if (head.isGlobal()) {
                refusedGlobal = Optional.of(head.name());
            }
        });
        refusals.add(
                places.verdict(
                        e.offset(), current.map(Head::name), Optional.ofNullable(e.getMessage())));
        current = Optional.empty();
    }

    /** A global rule guards all others of its file: without it they would say too much. */
    private Contents contents() {
        List<Verdict> verdicts = new ArrayList<>(refusals);
        Optional<String> guard =
                refusedGlobal.map(name -> "global rule %s of this file is refused".formatted(name));
        for (int i = 0; i < rules.size(); i++) {
            verdicts.add(places.verdict(starts.get(i), Optional.of(rules.get(i).name()), guard));
        }
        verdicts.sort(Comparator.comparingInt(Verdict::line).thenComparingInt(Verdict::column));
        return new Contents(guard.isPresent() ? List.of() : List.copyOf(rules), verdicts);
    }
}
