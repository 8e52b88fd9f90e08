package dev.yagura.detect.yara.pattern;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a regular expression as libyara does.
 *
 * <pre>
 * choice   := sequence ("|" sequence)*
 * sequence := (single ("*" | "+" | "?" | "{" n? "," m? "}" | "{" n "}")? "?"?)*
 * single   := "(" choice ")" | "[" class "]" | "." | "^" | "$" | \b | \B | byte
 * </pre>
 */
final class RegexParser {
    private static final String SPECIAL = "*+?";

    private final PatternText text;
    private final boolean nocase;
    private final boolean dotAll;
    private Optional<Boolean> greedy = Optional.empty();

    private RegexParser(PatternText text, boolean nocase, boolean dotAll) {
        this.text = text;
        this.nocase = nocase;
        this.dotAll = dotAll;
    }

    /**
     * Reads an expression.
     *
     * @param source without the slashes around it, one character for each byte
     * @param nocase whether letters match in both cases
     * @param dotAll whether a dot is a line feed as well
     * @throws PatternException if it is none
     */
    static Node parse(String source, boolean nocase, boolean dotAll) throws PatternException {
        PatternText text = new PatternText(source);
        Node whole = new RegexParser(text, nocase, dotAll).choice(0);
        if (!text.isAtEnd()) {
            throw text.refused("found \")\" that closes nothing");
        }
        return whole;
    }

    private Node choice(int depth) throws PatternException {
        if (depth > PatternLimits.DEPTH) {
            throw text.refused(
                    "parentheses are nested deeper than %d levels".formatted(PatternLimits.DEPTH));
        }
        List<Node> branches = new ArrayList<>(List.of(sequence(depth)));
        while (text.take('|')) {
            branches.add(sequence(depth));
        }
        return branches.size() == 1 ? branches.getFirst() : new Node.Choice(branches);
    }

    private Node sequence(int depth) throws PatternException {
        List<Node> parts = new ArrayList<>();
        while (!text.isAtEnd() && text.peek() != '|' && text.peek() != ')') {
            parts.add(repeated(single(depth)));
        }
        return new Node.Sequence(parts);
    }

    private Node repeated(Node part) throws PatternException {
        int min;
        int max = Node.Repeat.UNBOUNDED;
        if (text.take('*')) {
            min = 0;
        } else if (text.take('+')) {
            min = 1;
        } else if (text.take('?')) {
            min = 0;
            max = 1;
        } else if (text.peek() == '{' && text.interval().isPresent()) {
            PatternText.Interval interval = text.interval().get();
            text.skip(interval.lengthChars());
            min = interval.min();
            max = interval.max();
        } else {
            return part;
        }
        boolean more = !text.take('?');
        if (greedy.orElse(more) != more) {
            throw text.refused("greedy and ungreedy repetitions are mixed");
        }
        greedy = Optional.of(more);
        if (!text.isAtEnd() && SPECIAL.indexOf(text.peek()) >= 0) {
            throw text.refused("found \"%c\" after a repetition".formatted(text.peek()));
        }
        return new Node.Repeat(part, min, max, more);
    }

    private Node single(int depth) throws PatternException {
        char c = text.next();
        return switch (c) {
            case '(' -> group(depth);
            case '[' -> new Node.Leaf(RegexClass.parse(text, nocase));
            case '.' -> leaf(dotAll ? ByteSet.ANY : ByteSet.of('\n').inverted());
            case '^' -> new Node.Assertion(Node.Place.START);
            case '$' -> new Node.Assertion(Node.Place.END);
            case '*', '+', '?' -> throw text.refused("found \"%c\" after nothing".formatted(c));
            case '\\' -> escaped();
            default -> leaf(ByteSet.of(c));
        };
    }

    private Node group(int depth) throws PatternException {
        if (!text.isAtEnd() && text.peek() == '?') {
            throw text.refused("groups with \"(?\" are not supported");
        }
        Node inner = choice(depth + 1);
        if (!text.take(')')) {
            throw text.refused("found the end, expected \")\"");
        }
        return inner;
    }

    private Node escaped() throws PatternException {
        if (text.take('b')) {
            return new Node.Assertion(Node.Place.WORD_BOUNDARY);
        }
        if (text.take('B')) {
            return new Node.Assertion(Node.Place.NO_WORD_BOUNDARY);
        }
        return leaf(RegexClass.escaped(text));
    }

    private Node leaf(ByteSet set) {
        return new Node.Leaf(nocase ? set.ignoringCase() : set);
    }
}
