package dev.yagura.storage.nio;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern as {@link java.nio.file.FileSystem#getPathMatcher} has it, as a regular expression. The
 * JDK's own takes paths of this machine only, which are not any names a guest may have.
 */
final class Glob {
    private static final String NOT_SLASH = "[^/]";

    private final String glob;
    private final StringBuilder regex = new StringBuilder();
    private int at;
    private boolean inGroup;

    Glob(String glob) {
        this.glob = glob;
    }

    /**
     * Returns the regular expression.
     *
     * @throws PatternSyntaxException if a bracket or a brace has no end, or a group is in a group
     */
    Pattern pattern() {
        while (at < glob.length()) {
            char c = glob.charAt(at++);
            switch (c) {
                case '\\' -> literal(next("a character behind \\"));
                case '*' -> star();
                case '?' -> regex.append(NOT_SLASH);
                case '[' -> bracket();
                case '{' -> open();
                case '}' -> close();
                case ',' -> regex.append(inGroup ? "|" : ",");
                default -> literal(c);
            }
        }
        if (inGroup) {
            throw wrong("}");
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    private void star() {
        boolean any = at < glob.length() && glob.charAt(at) == '*';
        if (any) {
            at++;
        }
        regex.append(any ? ".*" : NOT_SLASH + "*");
    }

    private void open() {
        if (inGroup) {
            throw wrong("no group in a group");
        }
        inGroup = true;
        regex.append("(?:");
    }

    private void close() {
        if (inGroup) {
            inGroup = false;
            regex.append(')');
        } else {
            literal('}');
        }
    }

    /** A set of characters, which holds no slash whatever it says. */
    private void bracket() {
        regex.append("[[^/]&&[");
        char c = next("]");
        if (c == '!') {
            regex.append('^');
            c = next("]");
        }
        do {
            if (c == '/') {
                throw wrong("no / in a bracket");
            }
            if (c == '-' && glob.charAt(at - 2) != '[' && glob.charAt(at - 2) != '!') {
                regex.append(glob.charAt(at) == ']' ? "\\-" : "-");
            } else {
                literal(c);
            }
            c = next("]");
        } while (c != ']');
        regex.append("]]");
    }

    private char next(String expected) {
        if (at == glob.length()) {
            throw wrong(expected);
        }
        return glob.charAt(at++);
    }

    private void literal(char c) {
        if (c < 0x80 && !Character.isLetterOrDigit(c)) {
            regex.append('\\');
        }
        regex.append(c);
    }

    private PatternSyntaxException wrong(String expected) {
        return new PatternSyntaxException("expected " + expected, glob, at - 1);
    }
}
