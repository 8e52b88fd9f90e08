package dev.yagura.detect.rules;

/**
 * A word or sign of a condition.
 *
 * @param start where it starts in the condition's text
 */
record Token(Kind kind, String text, int start) {
    enum Kind {
        /** A name, an operator or a value without quotes. */
        WORD,
        /** A value in quotes. */
        QUOTED,
        /** A comparison, a parenthesis, a comma. */
        SIGN,
        /** Behind the last one. */
        END
    }

    /** Returns whether it is this word or sign, not in quotes. */
    boolean is(String word) {
        return kind != Kind.QUOTED && text.equals(word);
    }

    /** Returns what it is, for messages. */
    String describe() {
        return kind == Kind.END ? "the end" : "\"" + text + "\"";
    }
}
