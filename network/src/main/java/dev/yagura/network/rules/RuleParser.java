package dev.yagura.network.rules;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one rule. */
final class RuleParser {
    private static final Map<String, Keyword> KEYWORDS = Keyword.all();

    private final String file;
    private final RuleConfig config;
    private final HeaderParser headers;
    private final Datasets datasets;

    RuleParser(String file, RuleConfig config, Datasets datasets) {
        this.file = file;
        this.datasets = datasets;
        this.config = config;
        this.headers = new HeaderParser(config.variables());
    }

    /** What became of a rule: it, if it was accepted. */
    record Parsed(RuleVerdict verdict, Optional<NetworkRule> rule) {}

    Parsed parse(RuleLine line) {
        try {
            NetworkRule rule = rule(line);
            return new Parsed(
                    new RuleVerdict(
                            file,
                            line.firstLine(),
                            line.columnOf(start(line.text())),
                            Optional.of(rule.info().id()),
                            Optional.empty()),
                    Optional.of(rule));
        } catch (RefusedException e) {
            int offset = Math.min(e.offset(), line.text().length());
            return new Parsed(
                    new RuleVerdict(
                            file,
                            line.lineOf(offset),
                            line.columnOf(offset),
                            id(line.text()),
                            Optional.of(e.refusal())),
                    Optional.empty());
        }
    }

    private NetworkRule rule(RuleLine line) throws RefusedException {
        String text = line.text();
        if (text.length() > RuleLimits.MAX_RULE_CHARS) {
            throw new RefusedException(
                    "rule",
                    "has %d characters, expected at most %d"
                            .formatted(text.length(), RuleLimits.MAX_RULE_CHARS),
                    0);
        }
        int open = text.indexOf('(');
        int close = text.lastIndexOf(')');
        if (open < 0 || close < open || !text.substring(close + 1).isBlank()) {
            throw new RefusedException(
                    "rule", "has no options in parentheses at its end", start(text));
        }
        RuleBuilder rule = new RuleBuilder(headers.parse(text, open), file, datasets);
        List<RuleOption> options = RuleOption.split(text, open + 1, close);
        for (RuleOption option : options) {
            Keyword keyword = KEYWORDS.get(option.keyword());
            if (keyword == null) {
                throw option.refused("is not supported");
            }
            keyword.apply(option, rule);
        }
        return rule.build(line, config);
    }

    private static int start(String text) {
        return text.length() - text.stripLeading().length();
    }

    /** Returns what a rule calls itself, as far as it can be read. */
    private static Optional<String> id(String text) {
        int open = text.indexOf('(');
        if (open < 0 || text.length() > RuleLimits.MAX_RULE_CHARS) {
            return Optional.empty();
        }
        var info = new InfoBuilder();
        try {
            for (RuleOption option :
                    RuleOption.split(text, open + 1, Math.max(open + 1, text.lastIndexOf(')')))) {
                if (option.keyword().equals("sid") || option.keyword().equals("gid")) {
                    info.number(option, 0, 0xFFFF_FFFFL);
                }
            }
        } catch (RefusedException e) {
            // What was read up to there.
        }
        return info.id();
    }
}
