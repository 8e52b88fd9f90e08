package dev.yagura.detect.yara;

import java.util.Set;

/** Finds where to go on in a file after something that could not be read. */
final class NextRule {
    private static final Set<String> STARTS =
            Set.of("rule", "private", "global", "import", "include");

    private final String text;
    private int at;

    private NextRule(String text, int at) {
        this.text = text;
        this.at = at;
    }

    /**
     * Returns the offset of the next word that starts a line, a rule, an import or an include, and
     * is in no comment or text; the end if there is none.
     */
    static int after(String text, int offset) {
        return new NextRule(text, offset).find();
    }

    private int find() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n') {
                at++;
                skipBlanks();
                if (STARTS.contains(word())) {
                    return at;
                }
            } else if (c == '"') {
                skipText();
            } else if (text.startsWith("//", at)) {
                skipTo("\n", 0);
            } else if (text.startsWith("/*", at) && isAfterBlank()) {
                skipTo("*/", 2);
            } else {
                at++;
            }
        }
        return text.length();
    }

    /** A comment is told from an expression by the blank before it. */
    private boolean isAfterBlank() {
        return at == 0 || Character.isWhitespace(text.charAt(at - 1));
    }

    private void skipBlanks() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }

    private String word() {
        int end = at;
        while (end < text.length() && Words.isPart(text.charAt(end)) && end - at < 16) {
            end++;
        }
        return text.substring(at, end);
    }

    private void skipText() {
        at++;
        while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\n') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        if (at < text.length() && text.charAt(at) == '"') {
            at++;
        }
    }

    private void skipTo(String end, int length) {
        int found = text.indexOf(end, at);
        at = found < 0 ? text.length() : found + length;
    }
}
