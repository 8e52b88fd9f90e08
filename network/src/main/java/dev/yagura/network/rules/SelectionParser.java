package dev.yagura.network.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the addresses or the ports of one end of a rule: {@code any}, values, ranges, {@code
 * [groups, !of, them]} and {@code $VARIABLES}.
 *
 * @param <T> address or port
 */
final class SelectionParser<T extends Comparable<T>> {
    /**
     * What differs between addresses and ports.
     *
     * @param <T> address or port
     */
    interface Elements<T extends Comparable<T>> {
        /** Reads a value or a range; empty if the text is none. */
        Optional<Selection.Range<T>> read(String text);

        /** Returns what messages call one. */
        String expected();
    }

    private final Elements<T> elements;
    private final Map<String, String> variables;
    private final String part;
    private final int offset;
    private int count;

    /**
     * Prepares to read one end of a rule.
     *
     * @param part what refusals call it
     * @param offset where it is in the rule's text
     */
    SelectionParser(Elements<T> elements, Map<String, String> variables, String part, int offset) {
        this.elements = elements;
        this.variables = variables;
        this.part = part;
        this.offset = offset;
    }

    /** Reads the whole text. */
    Selection<T> parse(String text) throws RefusedException {
        return parse(text, 0);
    }

    private Selection<T> parse(String text, int depth) throws RefusedException {
        if (depth > RuleLimits.MAX_DEPTH) {
            throw refused(
                    "has more than %d groups and variables inside each other"
                            .formatted(RuleLimits.MAX_DEPTH));
        }
        String item = text.strip();
        if (item.startsWith("!")) {
            Selection<T> not = parse(item.substring(1), depth + 1);
            if (isAny(not)) {
                throw refused("is everything but any, which is nothing");
            }
            return new Selection.Group<>(List.of(), List.of(not));
        }
        if (item.startsWith("[")) {
            if (closing(item) != item.length() - 1) {
                throw refused("has brackets that do not close: " + RuleOption.quoted(item));
            }
            return group(item.substring(1, item.length() - 1), depth + 1);
        }
        if (item.startsWith("$")) {
            String value = variables.get(item.substring(1));
            if (value == null) {
                throw refused("has the variable %s, which is not set".formatted(item));
            }
            return parse(value, depth + 1);
        }
        return element(item);
    }

    private Selection<T> group(String items, int depth) throws RefusedException {
        List<Selection<T>> in = new ArrayList<>();
        List<Selection<T>> out = new ArrayList<>();
        for (String item : split(items)) {
            boolean not = item.startsWith("!");
            Selection<T> selection = parse(not ? item.substring(1) : item, depth);
            if (not && isAny(selection)) {
                throw refused("leaves out any, which is everything");
            }
            (not ? out : in).add(selection);
        }
        if (in.stream().anyMatch(SelectionParser::isAny)) {
            in.clear(); // everything is meant, whatever stands beside it
        }
        return new Selection.Group<>(in, out);
    }

    private static boolean isAny(Selection<?> selection) {
        return selection instanceof Selection.Group<?> group && group.isAny();
    }

    private Selection<T> element(String item) throws RefusedException {
        if (++count > RuleLimits.MAX_ELEMENTS) {
            throw refused("has more than %d elements".formatted(RuleLimits.MAX_ELEMENTS));
        }
        if (item.equals("any")) {
            return Selection.Group.any();
        }
        Optional<Selection.Range<T>> range = elements.read(item);
        if (range.isEmpty()) {
            throw refused(
                    "is %s, expected %s".formatted(RuleOption.quoted(item), elements.expected()));
        }
        return range.get();
    }

    /** Splits at the commas that are in no brackets. */
    private List<String> split(String items) throws RefusedException {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int at = 0; at < items.length(); at++) {
            char c = items.charAt(at);
            if (c == '[') {
                depth++;
            } else if (c == ']') {
                depth--;
            } else if (c == ',' && depth == 0) {
                parts.add(items.substring(start, at).strip());
                start = at + 1;
            }
        }
        parts.add(items.substring(start).strip());
        if (parts.contains("")) {
            throw refused("has an empty place in " + RuleOption.quoted("[" + items + "]"));
        }
        return parts;
    }

    /** Returns where the bracket closes that the item starts with; -1 if it does not. */
    private static int closing(String item) {
        int depth = 0;
        for (int at = 0; at < item.length(); at++) {
            if (item.charAt(at) == '[') {
                depth++;
            } else if (item.charAt(at) == ']' && --depth == 0) {
                return at;
            }
        }
        return -1;
    }

    private RefusedException refused(String reason) {
        return new RefusedException(part, reason, offset);
    }
}
