package dev.yagura.detect.yara.pattern;

/** Reads the classes of bytes of a regular expression. */
final class RegexClass {
    private static final ByteSet DIGITS = ByteSet.range('0', '9');
    private static final ByteSet WORD =
            ByteSet.range('a', 'z')
                    .with(ByteSet.range('A', 'Z'))
                    .with(DIGITS)
                    .with(ByteSet.of('_'));
    private static final ByteSet SPACE = ByteSet.of(" \t\r\n\u000b\f");

    private RegexClass() {}

    /**
     * Reads a class after its opening bracket, the closing one included.
     *
     * @param nocase whether letters are meant in both cases: also those that it leaves out
     */
    static ByteSet parse(PatternText text, boolean nocase) throws PatternException {
        boolean inverted = text.take('^');
        ByteSet all = ByteSet.NONE;
        boolean first = true;
        while (first || text.peekIn("class") != ']') {
            first = false;
            all = all.with(item(text));
        }
        text.skip(1);
        ByteSet meant = nocase ? all.ignoringCase() : all;
        return inverted ? meant.inverted() : meant;
    }

    private static ByteSet item(PatternText text) throws PatternException {
        ByteSet start = member(text);
        if (!text.isRange() || start.size() != 1) {
            return start;
        }
        text.skip(1);
        ByteSet end = member(text);
        int from = start.values()[0];
        int to = end.size() == 1 ? end.values()[0] : -1;
        if (to < from) {
            throw text.refused("range of a class ends before it starts");
        }
        return ByteSet.range(from, to);
    }

    private static ByteSet member(PatternText text) throws PatternException {
        text.peekIn("class");
        char c = text.next();
        return c == '\\' ? escaped(text) : ByteSet.of(c);
    }

    /** Reads what follows a backslash. */
    static ByteSet escaped(PatternText text) throws PatternException {
        text.peekIn("escape");
        char c = text.next();
        return switch (c) {
            case 'w' -> WORD;
            case 'W' -> WORD.inverted();
            case 's' -> SPACE;
            case 'S' -> SPACE.inverted();
            case 'd' -> DIGITS;
            case 'D' -> DIGITS.inverted();
            case 't' -> ByteSet.of('\t');
            case 'n' -> ByteSet.of('\n');
            case 'r' -> ByteSet.of('\r');
            case 'f' -> ByteSet.of('\f');
            case 'a' -> ByteSet.of(7);
            case 'x' -> ByteSet.of(text.hexByte());
            default -> other(text, c);
        };
    }

    private static ByteSet other(PatternText text, char c) throws PatternException {
        if (Character.isLetterOrDigit(c) && c < 128) {
            throw text.refused(
                    "escape \"\\%c\" is not supported; neither are back references".formatted(c));
        }
        return ByteSet.of(c);
    }

    /** Returns whether a byte is one of a word. */
    static boolean isWord(int value) {
        return WORD.has(value);
    }
}
