package dev.yagura.storage.block.luks;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Texts of a header, made fit for messages: anybody may have written them. */
final class HeaderText {
    private static final int MAX_CHARS = 100;

    private HeaderText() {}

    /** Returns the text before the first zero byte. */
    static String untilNul(byte[] padded) {
        int length = 0;
        while (length < padded.length && padded[length] != 0) {
            length++;
        }
        return printable(new String(padded, 0, length, UTF_8));
    }

    /** Returns {@code text} with a question mark for what is not printable, cut short if long. */
    static String printable(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints()
                .limit(MAX_CHARS)
                .map(c -> isPrintable(c) ? c : '?')
                .forEach(line::appendCodePoint);
        return line.toString();
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED ->
                    false;
            default -> true;
        };
    }
}
