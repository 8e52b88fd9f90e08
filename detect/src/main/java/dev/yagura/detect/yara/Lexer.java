package dev.yagura.detect.yara;

import java.util.List;

/**
 * Takes a file of rules apart, word by word. What a brace or a slash begins depends on where it
 * stands, so whoever reads asks for {@link #hex()} and {@link #regex()}.
 */
final class Lexer {
    private static final List<String> SIGNS =
            List.of("==", "!=", "<=", ">=", "<<", ">>", "..", "<", ">");

    private static final String SINGLE = "(){}[]:=,.+-*\\%&|^~/";

    private final String text;
    private int at;
    private Token next;

    /** Starts to read at an offset. */
    Lexer(String text, int start) throws Refusal {
        this.text = text;
        this.at = start;
        this.next = read();
    }

    /** Returns the next word without taking it. */
    Token peek() {
        return next;
    }

    /** Takes the next word. */
    Token next() throws Refusal {
        Token taken = next;
        next = read();
        return taken;
    }

    /** Takes the next word if it is this one. */
    boolean take(String word) throws Refusal {
        boolean there = next.is(word);
        if (there) {
            next();
        }
        return there;
    }

    /** Takes the next word, which must be this one. */
    Token expect(String word) throws Refusal {
        if (!next.is(word)) {
            throw unexpected("\"" + word + "\"");
        }
        return next();
    }

    /** Takes the next word, which must be of this kind. */
    Token expect(Token.Kind kind, String what) throws Refusal {
        if (next.kind() != kind) {
            throw unexpected(what);
        }
        return next();
    }

    Refusal unexpected(String expected) {
        return refused("found %s, expected %s".formatted(next.describe(), expected));
    }

    /** Refuses the place where the next word is. */
    Refusal refused(String problem) {
        return new Refusal(next.start(), problem);
    }

    /** Takes what is between the brace that is next and the one that closes it, comments blank. */
    String hex() throws Refusal {
        StringBuilder hex = new StringBuilder();
        at = next.start() + 1;
        while (at < text.length() && text.charAt(at) != '}') {
            int before = at;
            if (skipComment()) {
                hex.repeat(' ', at - before);
            } else {
                hex.append(text.charAt(at++));
            }
            if (hex.length() > YaraLimits.HEX_CHARS) {
                throw refused(
                        "hex string has more than %d characters".formatted(YaraLimits.HEX_CHARS));
            }
        }
        if (at >= text.length()) {
            throw refused("hex string is open at the end");
        }
        at++;
        next = read();
        return hex.toString();
    }

    /** Takes what is between the slash that is next and the one that closes it. */
    String regex() throws Refusal {
        StringBuilder regex = new StringBuilder();
        at = next.start() + 1;
        while (at < text.length() && text.charAt(at) != '/' && text.charAt(at) != '\n') {
            if (text.startsWith("\\/", at)) {
                at++;
            } else if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                regex.append(text.charAt(at++));
            }
            regex.append(text.charAt(at++));
            if (regex.length() > YaraLimits.TEXT_CHARS) {
                throw refused(
                        "expression has more than %d characters".formatted(YaraLimits.TEXT_CHARS));
            }
        }
        if (at >= text.length() || text.charAt(at) != '/') {
            throw refused("regular expression is open at the end of the line");
        }
        at++;
        return Bytes.ofText(regex.toString());
    }

    /** Takes the letters right behind an expression. */
    String flags() throws Refusal {
        int start = at;
        while (at < text.length() && (text.charAt(at) == 'i' || text.charAt(at) == 's')) {
            at++;
        }
        String flags = text.substring(start, at);
        next = read();
        return flags;
    }

    private boolean skipComment() throws Refusal {
        if (text.startsWith("//", at)) {
            int end = text.indexOf('\n', at);
            at = end < 0 ? text.length() : end;
            return true;
        }
        if (text.startsWith("/*", at)) {
            int end = text.indexOf("*/", at + 2);
            if (end < 0) {
                throw new Refusal(at, "comment is open at the end");
            }
            at = end + 2;
            return true;
        }
        return false;
    }

    private Token read() throws Refusal {
        while (at < text.length() && (Character.isWhitespace(text.charAt(at)) || skipComment())) {
            if (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }
        if (at >= text.length()) {
            return new Token(Token.Kind.END, "", 0, text.length());
        }
        int start = at;
        char c = text.charAt(at);
        if (Words.isLetter(c)) {
            return new Token(Token.Kind.WORD, word(), 0, start);
        }
        if (c >= '0' && c <= '9') {
            Numbers.Found number = Numbers.at(text, at);
            at = number.end();
            return new Token(Token.Kind.NUMBER, text.substring(start, at), number.value(), start);
        }
        return switch (c) {
            case '$' -> string(start);
            case '#' -> sigil(Token.Kind.COUNT, start);
            case '@' -> sigil(Token.Kind.OFFSET, start);
            case '"' -> quoted(start);
            case '!' -> text.startsWith("!=", at) ? sign(start) : sigil(Token.Kind.LENGTH, start);
            default -> sign(start);
        };
    }

    private Token string(int start) {
        Token string = sigil(Token.Kind.STRING, start);
        if (at < text.length() && text.charAt(at) == '*') {
            at++;
            return new Token(Token.Kind.STRINGS, string.text(), 0, start);
        }
        return string;
    }

    private Token sigil(Token.Kind kind, int start) {
        at++;
        return new Token(kind, word(), 0, start);
    }

    private String word() {
        int start = at;
        while (at < text.length() && Words.isPart(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    private Token quoted(int start) throws Refusal {
        int end = start + 1;
        while (end < text.length() && text.charAt(end) != '"' && text.charAt(end) != '\n') {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= text.length() || text.charAt(end) != '"') {
            throw new Refusal(start, "text is open at the end of the line");
        }
        at = end + 1;
        if (end - start > 4 * YaraLimits.TEXT_CHARS) {
            throw new Refusal(
                    start, "text is longer than %d bytes".formatted(YaraLimits.TEXT_CHARS));
        }
        return new Token(
                Token.Kind.TEXT,
                Bytes.unescaped(text.substring(start + 1, end), start + 1),
                0,
                start);
    }

    private Token sign(int start) throws Refusal {
        for (String sign : SIGNS) {
            if (text.startsWith(sign, at)) {
                at += sign.length();
                return new Token(Token.Kind.SIGN, sign, 0, start);
            }
        }
        char c = text.charAt(at);
        if (SINGLE.indexOf(c) < 0) {
            throw new Refusal(start, "found U+%04X, expected a word or a sign".formatted((int) c));
        }
        at++;
        return new Token(Token.Kind.SIGN, String.valueOf(c), 0, start);
    }
}
