package dev.yagura.detect.yara;

/**
 * A word or sign of a file of rules.
 *
 * @param text without its sign or quotes; of a text, one character for each byte
 * @param value of a number
 * @param start where it starts in the file, in characters
 */
record Token(Kind kind, String text, long value, int start) {
    enum Kind {
        /** A name or a word of the language. */
        WORD,
        /** {@code $name}, the name maybe empty. */
        STRING,
        /** {@code $name*}. */
        STRINGS,
        /** {@code #name}. */
        COUNT,
        /** {@code @name}. */
        OFFSET,
        /** {@code !name}. */
        LENGTH,
        NUMBER,
        /** A text in quotes. */
        TEXT,
        SIGN,
        END
    }

    /** Returns whether it is this word or sign. */
    boolean is(String word) {
        return (kind == Kind.WORD || kind == Kind.SIGN) && text.equals(word);
    }

    /** Returns what it is, for messages. */
    String describe() {
        return switch (kind) {
            case END -> "the end";
            case TEXT -> "a text";
            case NUMBER -> Long.toString(value);
            case STRING, STRINGS -> "$" + text;
            case COUNT -> "#" + text;
            case OFFSET -> "@" + text;
            case LENGTH -> "!" + text;
            case WORD, SIGN -> "\"" + text + "\"";
        };
    }
}
