package dev.yagura.detect.yara.pattern;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads bytes in hex with wildcards.
 *
 * <pre>
 * bytes  := (byte | jump | "(" bytes ("|" bytes)* ")")+
 * byte   := "~"? (digit | "?") (digit | "?")
 * jump   := "[" n? "-" m? "]" | "[" n "]"
 * </pre>
 */
final class HexParser {
    private final String text;
    private final List<Fragment> fragments = new ArrayList<>();
    private List<Node> parts = new ArrayList<>();
    private Gap before = Gap.NONE;
    private int at;

    private HexParser(String text) {
        this.text = text;
    }

    /**
     * How many bytes lie between two fragments.
     *
     * @param min at least
     * @param max at most; {@link Long#MAX_VALUE} for any number
     */
    record Gap(long min, long max) {
        static final Gap NONE = new Gap(0, 0);
    }

    /**
     * A part of a pattern that is looked for by itself.
     *
     * @param before bytes between the fragment before and this one
     */
    record Fragment(Gap before, Node node) {}

    /**
     * Reads a pattern.
     *
     * @param text between the braces, comments blanked
     * @throws PatternException if it is none
     */
    static List<Fragment> parse(String text) throws PatternException {
        HexParser parser = new HexParser(text);
        parser.whole();
        return parser.fragments;
    }

    private void whole() throws PatternException {
        while (peek() != 0) {
            if (peek() == '[') {
                jump();
            } else {
                parts.add(one(0));
            }
        }
        cut();
    }

    private void cut() throws PatternException {
        if (parts.isEmpty() || isJump(parts.getFirst()) || isJump(parts.getLast())) {
            throw refused("a jump or nothing stands at an end, expected a byte");
        }
        if (fragments.size() >= PatternLimits.FRAGMENTS) {
            throw refused("has more than %d long jumps".formatted(PatternLimits.FRAGMENTS));
        }
        fragments.add(new Fragment(before, new Node.Sequence(parts)));
        parts = new ArrayList<>();
    }

    private static boolean isJump(Node node) {
        return node instanceof Node.Repeat;
    }

    private void jump() throws PatternException {
        Gap gap = gap();
        if (gap.max() <= PatternLimits.GAP_BYTES) {
            parts.add(repeat(gap));
        } else {
            cut();
            before = gap;
        }
    }

    private static Node repeat(Gap gap) {
        return new Node.Repeat(new Node.Leaf(ByteSet.ANY), (int) gap.min(), (int) gap.max(), false);
    }

    private Gap gap() throws PatternException {
        int close = text.indexOf(']', at);
        String inner = close < 0 ? "" : text.substring(at + 1, close).replaceAll("\\s", "");
        if (!inner.matches("\\d{1,9}|\\d{0,9}-\\d{0,9}")) {
            throw refused("jump is not of the form [n], [n-m], [n-] or [-]");
        }
        at = close + 1;
        int dash = inner.indexOf('-');
        long min = number(dash < 0 ? inner : inner.substring(0, dash), 0);
        long max = dash < 0 ? min : number(inner.substring(dash + 1), Long.MAX_VALUE);
        if (max < min) {
            throw refused("jump is [%s], expected it in order".formatted(inner));
        }
        return new Gap(min, max);
    }

    private static long number(String digits, long otherwise) {
        return digits.isEmpty() ? otherwise : Long.parseLong(digits);
    }

    private Node one(int depth) throws PatternException {
        if (peek() == '(') {
            at++;
            return choice(depth + 1);
        }
        boolean inverted = peek() == '~';
        if (inverted) {
            at++;
        }
        int high = half();
        int low = half();
        int mask = (high < 0 ? 0 : 0xF0) | (low < 0 ? 0 : 0x0F);
        if (inverted && mask == 0) {
            throw refused("~?? is no byte");
        }
        ByteSet set = ByteSet.masked(((high & 0xF) << 4) | (low & 0xF), mask);
        return new Node.Leaf(inverted ? set.inverted() : set);
    }

    private int half() throws PatternException {
        char c = at < text.length() ? text.charAt(at) : 0;
        int digit = Character.digit(c, 16);
        if (c != '?' && (digit < 0 || c > 'f')) {
            throw refused("expected a hex digit or ?");
        }
        at++;
        return digit;
    }

    private Node choice(int depth) throws PatternException {
        if (depth > PatternLimits.DEPTH) {
            throw refused("choices are nested deeper than %d levels".formatted(depth - 1));
        }
        List<Node> branches = new ArrayList<>();
        do {
            branches.add(branch(depth));
        } while (take('|'));
        if (!take(')')) {
            throw refused("expected )");
        }
        return new Node.Choice(branches);
    }

    private Node branch(int depth) throws PatternException {
        List<Node> bytes = new ArrayList<>();
        while (peek() != '|' && peek() != ')') {
            if (peek() == '[') {
                Gap gap = gap();
                if (gap.max() > PatternLimits.GAP_BYTES) {
                    throw refused(
                            "jump in a choice is longer than %d bytes"
                                    .formatted(PatternLimits.GAP_BYTES));
                }
                bytes.add(repeat(gap));
            } else {
                bytes.add(one(depth));
            }
        }
        if (bytes.isEmpty() || isJump(bytes.getFirst()) || isJump(bytes.getLast())) {
            throw refused("a jump or nothing stands at an end of a choice, expected a byte");
        }
        return new Node.Sequence(bytes);
    }

    private boolean take(char c) {
        boolean there = peek() == c;
        if (there) {
            at++;
        }
        return there;
    }

    private char peek() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : 0;
    }

    private PatternException refused(String problem) {
        return new PatternException(Math.min(at, text.length()), "hex string: " + problem);
    }
}
