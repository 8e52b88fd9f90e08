package dev.yagura.detect.rules;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern in which {@code *} stands for any text and {@code ?} for one character.
 *
 * <p>The parts between stars are looked for from left to right, each once, so a match takes time in
 * proportion to the text times the length of the pattern, whatever both are.
 */
public final class Glob {
    private final List<String> parts;

    private Glob(List<String> parts) {
        this.parts = List.copyOf(parts);
    }

    /** Returns the pattern. */
    public static Glob of(String pattern) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int star = pattern.indexOf('*'); star >= 0; star = pattern.indexOf('*', start)) {
            parts.add(pattern.substring(start, star));
            start = star + 1;
        }
        parts.add(pattern.substring(start));
        return new Glob(parts);
    }

    /** Returns whether the whole text is of this form. */
    public boolean matches(String text) {
        String first = parts.getFirst();
        if (parts.size() == 1) {
            return text.length() == first.length() && isAt(first, text, 0);
        }
        String last = parts.getLast();
        int end = text.length() - last.length();
        if (end < first.length() || !isAt(first, text, 0) || !isAt(last, text, end)) {
            return false;
        }
        int at = first.length();
        for (String part : parts.subList(1, parts.size() - 1)) {
            while (at + part.length() <= end && !isAt(part, text, at)) {
                at++;
            }
            if (at + part.length() > end) {
                return false;
            }
            at += part.length();
        }
        return true;
    }

    private static boolean isAt(String part, String text, int at) {
        for (int i = 0; i < part.length(); i++) {
            if (part.charAt(i) != '?' && part.charAt(i) != text.charAt(at + i)) {
                return false;
            }
        }
        return true;
    }
}
