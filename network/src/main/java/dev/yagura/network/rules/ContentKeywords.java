package dev.yagura.network.rules;

import dev.yagura.network.rules.BufferCondition.FastPattern;
import dev.yagura.network.rules.ContentBuilder.Limit;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Contents, and what is asked of where they lie. */
final class ContentKeywords {
    private static final int MAX_DISTANCE = 1 << 20; // what Suricata accepts

    private ContentKeywords() {}

    static void addTo(Map<String, Keyword> all) {
        all.put("content", ContentKeywords::content);
        all.put("nocase", (option, rule) -> rule.content(option).ignoreCase(option));
        all.put("startswith", (option, rule) -> rule.content(option).atStart(option));
        all.put("endswith", (option, rule) -> rule.content(option).atEnd(option));
        all.put("rawbytes", (option, rule) -> rule.content(option));
        all.put("offset", limit(Limit.OFFSET, 0));
        all.put("depth", limit(Limit.DEPTH, 1));
        all.put("distance", limit(Limit.DISTANCE, -MAX_DISTANCE));
        all.put("within", limit(Limit.WITHIN, 1));
        all.put("fast_pattern", ContentKeywords::fastPattern);
    }

    private static void content(RuleOption option, RuleBuilder rule) throws RefusedException {
        String value = option.required();
        boolean negated = value.startsWith("!");
        String text = option.unquoted(negated ? value.substring(1).strip() : value);
        ContentBytes bytes = ContentText.parse(option, text);
        rule.add(new ContentBuilder(rule.look(), bytes, negated));
    }

    private static Keyword limit(Limit limit, int min) {
        return (option, rule) ->
                rule.content(option)
                        .limit(
                                option,
                                limit,
                                rule.quantity(option, option.required(), min, MAX_DISTANCE));
    }

    private static void fastPattern(RuleOption option, RuleBuilder rule) throws RefusedException {
        ContentBuilder content = rule.content(option);
        rule.requireOnlyFastPattern(option);
        List<String> parts = option.value().isPresent() ? option.parts() : List.of();
        content.fastPattern(
                option,
                switch (parts.size()) {
                    case 0 -> whole(false);
                    case 1 -> {
                        if (!parts.getFirst().equals("only")) {
                            throw option.refused(
                                    "is %s, expected only, or offset,length"
                                            .formatted(RuleOption.quoted(parts.getFirst())));
                        }
                        yield whole(true);
                    }
                    case 2 -> content.part(option, parts.get(0), parts.get(1));
                    default ->
                            throw option.refused(
                                    "has %d parts, expected at most 2".formatted(parts.size()));
                });
    }

    private static FastPattern whole(boolean only) {
        return new FastPattern(only, OptionalInt.empty(), OptionalInt.empty());
    }
}
