package dev.yagura.detect.yara.pattern;

import java.util.ArrayList;
import java.util.List;

/** Makes patterns of what rules say. */
public final class Patterns {
    private Patterns() {}

    /**
     * How a pattern is meant.
     *
     * @param nocase letters match in both cases
     * @param fullword no letter or digit is beside it
     * @param wide each character is followed by a zero
     */
    public record Form(boolean nocase, boolean fullword, boolean wide) {}

    /**
     * A pattern, or a part of one behind a long jump.
     *
     * @param min bytes between the part before and this one, at least
     * @param max at most; {@link Long#MAX_VALUE} for any number
     */
    public record Part(long min, long max, BytePattern pattern) {}

    /** Returns the pattern of a text of at least one byte. */
    public static BytePattern text(byte[] text, Form form) {
        List<ByteSet> sets = new ArrayList<>();
        for (byte b : text) {
            ByteSet set = ByteSet.of(b & 0xFF);
            sets.add(form.nocase() ? set.ignoringCase() : set);
            if (form.wide()) {
                sets.add(ByteSet.ZERO);
            }
        }
        return TextPattern.of(sets, form.fullword(), form.wide());
    }

    /** Returns the pattern of a text of which every byte is combined with one key of a range. */
    public static BytePattern xor(byte[] text, int firstKey, int lastKey, Form form) {
        byte[] bytes = form.wide() ? widened(text) : text;
        return new XorPattern(bytes, firstKey, lastKey, form.fullword(), form.wide());
    }

    /** Returns a text with a zero behind each byte. */
    public static byte[] widened(byte[] text) {
        byte[] wide = new byte[2 * text.length];
        for (int i = 0; i < text.length; i++) {
            wide[2 * i] = text[i];
        }
        return wide;
    }

    /**
     * Returns the parts of bytes in hex.
     *
     * @param text between the braces, comments blanked
     * @throws PatternException if it is none, or too large
     */
    public static List<Part> hex(String text) throws PatternException {
        List<Part> parts = new ArrayList<>();
        for (HexParser.Fragment fragment : HexParser.parse(text)) {
            parts.add(
                    new Part(
                            fragment.before().min(),
                            fragment.before().max(),
                            pattern(fragment.node(), new Form(false, false, false))));
        }
        return parts;
    }

    /**
     * Returns the pattern of a regular expression.
     *
     * @param source without slashes, one character for each byte
     * @param dotAll whether a dot is a line feed as well
     * @throws PatternException if it is none, or too large, or matches nothing
     */
    public static BytePattern regex(String source, boolean dotAll, Form form)
            throws PatternException {
        return pattern(RegexParser.parse(source, form.nocase(), dotAll), form);
    }

    private static BytePattern pattern(Node node, Form form) throws PatternException {
        Node expanded = Expansion.of(node, form.wide());
        List<ByteSet> sets = TextPattern.sets(expanded);
        if (!sets.isEmpty() && sets.size() <= PatternLimits.MATCH_BYTES) {
            return TextPattern.of(sets, form.fullword(), form.wide());
        }
        if (Lengths.shortest(expanded) > PatternLimits.REGEX_BYTES) {
            throw new PatternException(
                    0,
                    "matches no less than %d bytes, expected at most %d"
                            .formatted(Lengths.shortest(expanded), PatternLimits.REGEX_BYTES));
        }
        List<Atom> atoms = AtomChooser.atoms(expanded);
        if (atoms.isEmpty()) {
            throw new PatternException(
                    0, "has no byte that each match has, or too many choices for one");
        }
        return new RegexPattern(expanded, atoms, form.fullword(), form.wide());
    }
}
