package dev.yagura.detect.yara.pattern;

import java.util.Optional;

/** The text of a pattern, read from left to right; each character is a byte. */
final class PatternText {
    private final String text;
    private int at;

    PatternText(String text) {
        this.text = text;
    }

    /**
     * How often something is repeated.
     *
     * @param min at least
     * @param max at most, or {@link Node.Repeat#UNBOUNDED}
     * @param lengthChars of the interval as it is written
     */
    record Interval(int min, int max, int lengthChars) {}

    boolean isAtEnd() {
        return at >= text.length();
    }

    /** Returns the next character; zero at the end. */
    char peek() {
        return isAtEnd() ? 0 : text.charAt(at);
    }

    /** Returns the next character of something that must not end here. */
    char peekIn(String what) throws PatternException {
        if (isAtEnd()) {
            throw refused("%s is open at the end".formatted(what));
        }
        return peek();
    }

    char next() throws PatternException {
        char c = text.charAt(at++);
        if (c > 0xFF) {
            throw refused("character U+%04X is no byte".formatted((int) c));
        }
        return c;
    }

    void skip(int chars) {
        at += chars;
    }

    boolean take(char c) {
        boolean there = !isAtEnd() && peek() == c;
        if (there) {
            at++;
        }
        return there;
    }

    /** Returns whether a dash follows that makes a range in a class. */
    boolean isRange() {
        return peek() == '-' && at + 1 < text.length() && text.charAt(at + 1) != ']';
    }

    /** Reads two hex digits. */
    int hexByte() throws PatternException {
        int value = 0;
        for (int i = 0; i < 2; i++) {
            int digit = isAtEnd() ? -1 : Character.digit(peek(), 16);
            if (digit < 0) {
                throw refused("\\x needs two hex digits");
            }
            value = value * 16 + digit;
            at++;
        }
        return value;
    }

    /** Returns the interval in braces that starts here; nothing where the brace is just one. */
    Optional<Interval> interval() throws PatternException {
        int close = text.indexOf('}', at);
        if (close < 0) {
            return Optional.empty();
        }
        String inner = text.substring(at + 1, close);
        if (!inner.matches("\\d{1,9}(,\\d{0,9})?|,\\d{0,9}")) {
            return Optional.empty();
        }
        int comma = inner.indexOf(',');
        int min = number(comma < 0 ? inner : inner.substring(0, comma), 0);
        int max = comma < 0 ? min : number(inner.substring(comma + 1), Node.Repeat.UNBOUNDED);
        boolean ordered = max == Node.Repeat.UNBOUNDED ? !inner.equals(",") : min <= max;
        if (!ordered || min > PatternLimits.REPETITIONS || max > PatternLimits.REPETITIONS) {
            throw refused(
                    "repetition is {%s}, expected numbers in order, up to %d"
                            .formatted(inner, PatternLimits.REPETITIONS));
        }
        return Optional.of(new Interval(min, max, close - at + 1));
    }

    private static int number(String digits, int otherwise) {
        return digits.isEmpty() ? otherwise : Integer.parseInt(digits);
    }

    PatternException refused(String problem) {
        return new PatternException(at, "regular expression: " + problem);
    }
}
