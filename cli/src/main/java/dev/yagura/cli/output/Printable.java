package dev.yagura.cli.output;

/**
 * Makes text from a guest safe to print.
 *
 * <p>A process may be called anything, so a name can hold line breaks that forge a row and escape
 * sequences that drive the reader's terminal. Those come out as {@code \x1b}; the rest unchanged.
 */
public final class Printable {
    private Printable() {}

    /** Returns {@code text} with control and format characters written as escapes. */
    public static String of(String text) {
        if (text.codePoints().allMatch(Printable::isHarmless)) {
            return text;
        }
        StringBuilder safe = new StringBuilder();
        text.codePoints()
                .forEach(c -> {
                    if (isHarmless(c)) {
                        safe.appendCodePoint(c);
                    } else if (c < 0x100) {
                        safe.append("\\x%02x".formatted(c));
                    } else {
                        safe.append("\\u{%x}".formatted(c));
                    }
                });
        return safe.toString();
    }

    private static boolean isHarmless(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT, // bidirectional overrides reorder what is shown
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED ->
                    false;
            default -> true;
        };
    }
}
