package dev.yagura.network.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One option of a rule as it is written: {@code keyword;} or {@code keyword:value;}.
 *
 * @param keyword in the letters that it was written in
 * @param value what stands behind the colon, stripped; empty without a colon
 * @param offset where it starts in the rule's text
 */
record RuleOption(String keyword, Optional<String> value, int offset) {
    /**
     * Splits what stands between a rule's parentheses.
     *
     * <p>As in Suricata, a semicolon ends an option, also between quotes, unless a backslash stands
     * before it.
     *
     * @param from behind the opening parenthesis
     * @param to at the closing one
     */
    static List<RuleOption> split(String text, int from, int to) throws RefusedException {
        List<RuleOption> options = new ArrayList<>();
        int at = from;
        while (true) {
            while (at < to && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            if (at == to) {
                return options;
            }
            int end = at;
            while (end < to && !(text.charAt(end) == ';' && text.charAt(end - 1) != '\\')) {
                end++;
            }
            RuleOption option = of(text.substring(at, end), at);
            if (end == to) {
                throw option.refused("is not ended by a semicolon");
            }
            if (options.size() == RuleLimits.MAX_OPTIONS) {
                throw option.refused(
                        "is option %d, expected at most %d"
                                .formatted(options.size() + 1, RuleLimits.MAX_OPTIONS));
            }
            options.add(option);
            at = end + 1;
        }
    }

    private static RuleOption of(String text, int offset) {
        int colon = text.indexOf(':');
        return colon < 0
                ? new RuleOption(text.strip(), Optional.empty(), offset)
                : new RuleOption(
                        text.substring(0, colon).strip(),
                        Optional.of(text.substring(colon + 1).strip()),
                        offset);
    }

    /** Returns the value of an option that needs one. */
    String required() throws RefusedException {
        String text = value.orElse("");
        if (text.isEmpty()) {
            throw refused("has no value, expected one");
        }
        return text;
    }

    /** Refuses a value where there is to be none. */
    void requireNone() throws RefusedException {
        if (value.isPresent()) {
            throw refused("has the value %s, expected none".formatted(quoted(value.get())));
        }
    }

    /** Returns the value split at commas, each part stripped. */
    List<String> parts() throws RefusedException {
        List<String> parts = new ArrayList<>();
        for (String part : required().split(",", -1)) {
            parts.add(part.strip());
        }
        return parts;
    }

    /** Returns the text between the quotes that the value must have. */
    String unquoted(String text) throws RefusedException {
        if (text.length() < 2 || text.charAt(0) != '"' || !text.endsWith("\"")) {
            throw refused("is %s, expected it in quotes".formatted(quoted(text)));
        }
        return text.substring(1, text.length() - 1);
    }

    /** Reads a whole number in decimals. */
    long number(String text, long min, long max) throws RefusedException {
        try {
            long number = Long.parseLong(text);
            if (number >= min && number <= max && text.charAt(0) != '+') {
                return number;
            }
        } catch (NumberFormatException e) {
            // Refused below, as what is out of range.
        }
        throw refused(
                "is %s, expected a whole number of %d to %d".formatted(quoted(text), min, max));
    }

    /** Returns an exception that names the option, for the caller to throw. */
    RefusedException refused(String reason) {
        return new RefusedException(keyword, reason, offset);
    }

    /** Returns text of a rule as messages show it. */
    static String quoted(String text) {
        return "\"" + (text.length() <= 60 ? text : text.substring(0, 59) + "…") + "\"";
    }
}
