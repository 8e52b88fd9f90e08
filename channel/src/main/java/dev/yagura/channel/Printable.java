package dev.yagura.channel;

/** Makes text of the other end fit for a terminal and a log. */
public final class Printable {
    private static final int MAX_CHARS = 1000;

    private Printable() {}

    /** Returns {@code text} in one line, without control characters, cut at 1000 characters. */
    public static String of(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints()
                .limit(MAX_CHARS)
                .map(c -> Character.isISOControl(c) || isUnsafe(c) ? '?' : c)
                .forEach(line::appendCodePoint);
        return line.toString();
    }

    /** Line separators, and marks that change the direction of what follows. */
    private static boolean isUnsafe(int c) {
        int type = Character.getType(c);
        return type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.FORMAT
                || type == Character.SURROGATE;
    }
}
