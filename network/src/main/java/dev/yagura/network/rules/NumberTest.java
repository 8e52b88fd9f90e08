package dev.yagura.network.rules;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A comparison with numbers of a rule: {@code 5}, {@code !5}, {@code <5}, {@code >=5}, {@code
 * 5<>9}.
 *
 * @param relation what has to hold
 * @param first the number, or the lower of two
 * @param second the higher of two; else as {@code first}
 */
public record NumberTest(Relation relation, long first, long second) {
    private static final Pattern SINGLE = Pattern.compile("(|!|=|<|>|<=|>=)\\s*(\\d{1,18})");
    private static final Pattern BETWEEN = Pattern.compile("(\\d{1,18})\\s*<>\\s*(\\d{1,18})");

    /** What has to hold. */
    public enum Relation {
        /** Equal. */
        EQUAL,
        /** Not equal. */
        NOT_EQUAL,
        /** Less. */
        LESS,
        /** Not greater. */
        AT_MOST,
        /** Greater. */
        GREATER,
        /** Not less. */
        AT_LEAST,
        /** Between the two, and none of them. */
        BETWEEN
    }

    /** Returns whether a number fits. */
    public boolean test(long value) {
        return switch (relation) {
            case EQUAL -> value == first;
            case NOT_EQUAL -> value != first;
            case LESS -> value < first;
            case AT_MOST -> value <= first;
            case GREATER -> value > first;
            case AT_LEAST -> value >= first;
            case BETWEEN -> value > first && value < second;
        };
    }

    /**
     * Reads a comparison.
     *
     * @param max the largest number that can be; a comparison that can never hold is refused
     */
    static NumberTest parse(RuleOption option, String text, long max) throws RefusedException {
        Matcher between = BETWEEN.matcher(text);
        if (between.matches()) {
            long first = option.number(between.group(1), 0, max);
            long second = option.number(between.group(2), 0, max);
            if (second - first < 2) {
                throw option.refused(
                        "is %s, between which lies nothing".formatted(RuleOption.quoted(text)));
            }
            return new NumberTest(Relation.BETWEEN, first, second);
        }
        Matcher single = SINGLE.matcher(text);
        if (!single.matches()) {
            throw option.refused(
                    "is %s, expected a number, <, >, <=, >= or ! before one, or two with <> between"
                            .formatted(RuleOption.quoted(text)));
        }
        long number = option.number(single.group(2), 0, max);
        Relation relation =
                switch (single.group(1)) {
                    case "!" -> Relation.NOT_EQUAL;
                    case "<" -> Relation.LESS;
                    case "<=" -> Relation.AT_MOST;
                    case ">" -> Relation.GREATER;
                    case ">=" -> Relation.AT_LEAST;
                    default -> Relation.EQUAL;
                };
        if ((relation == Relation.LESS && number == 0)
                || (relation == Relation.GREATER && number == max)) {
            throw option.refused("is %s, which is never so".formatted(RuleOption.quoted(text)));
        }
        return new NumberTest(relation, number, number);
    }
}
