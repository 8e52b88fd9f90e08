package dev.yagura.detect.rules;

import dev.yagura.detect.yaml.YamlException;
import java.util.ArrayList;
import java.util.List;

/** Splits a condition into tokens. */
final class Lexer {
    private static final String SIGNS = "(),=!<>";
    private static final String QUOTES = "\"'";

    private final ConditionText condition;
    private final String text;
    private int at;

    private Lexer(ConditionText condition) {
        this.condition = condition;
        this.text = condition.text();
    }

    /** Returns the tokens, an {@link Token.Kind#END} last. */
    static List<Token> tokens(ConditionText condition) throws YamlException {
        Lexer lexer = new Lexer(condition);
        List<Token> tokens = new ArrayList<>();
        do {
            tokens.add(lexer.next());
        } while (tokens.getLast().kind() != Token.Kind.END);
        return tokens;
    }

    private Token next() throws YamlException {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        if (at == text.length()) {
            return new Token(Token.Kind.END, "", text.stripTrailing().length());
        }
        char first = text.charAt(at);
        if (QUOTES.indexOf(first) >= 0) {
            return quoted(first);
        }
        int start = at++;
        if ("(),".indexOf(first) >= 0) {
            return new Token(Token.Kind.SIGN, String.valueOf(first), start);
        }
        if (SIGNS.indexOf(first) >= 0) {
            if (at < text.length() && text.charAt(at) == '=') {
                at++;
            }
            return new Token(Token.Kind.SIGN, text.substring(start, at), start);
        }
        while (at < text.length() && isWord(text.charAt(at))) {
            at++;
        }
        return token(Token.Kind.WORD, text.substring(start, at), start);
    }

    private static boolean isWord(char c) {
        return !Character.isWhitespace(c) && SIGNS.indexOf(c) < 0 && QUOTES.indexOf(c) < 0;
    }

    /** A backslash takes the next character as it is. */
    private Token quoted(char quote) throws YamlException {
        int start = at++;
        StringBuilder value = new StringBuilder();
        while (at < text.length() && text.charAt(at) != quote) {
            char c = text.charAt(at++);
            if (c == '\n') {
                break;
            }
            if (c == '\\' && at < text.length()) {
                c = text.charAt(at++);
            }
            value.append(c);
        }
        if (at >= text.length() || text.charAt(at) != quote) {
            throw condition.refused(start, "condition: quote is open, expected it closed");
        }
        at++;
        return token(Token.Kind.QUOTED, value.toString(), start);
    }

    private Token token(Token.Kind kind, String value, int start) throws YamlException {
        if (value.length() > RuleLimits.VALUE_CHARS) {
            throw condition.refused(
                    start,
                    "condition: value has %d characters, expected at most %d"
                            .formatted(value.length(), RuleLimits.VALUE_CHARS));
        }
        return new Token(kind, value, start);
    }
}
