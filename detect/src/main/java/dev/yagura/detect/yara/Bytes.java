package dev.yagura.detect.yara;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

/** Texts as bytes, one character for each; what a file has beyond ASCII stands for its UTF-8. */
final class Bytes {
    private Bytes() {}

    /** Returns a text's bytes in UTF-8 as characters. */
    static String ofText(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    /** Returns the bytes that characters stand for. */
    static byte[] of(String characters) {
        return characters.getBytes(ISO_8859_1);
    }

    /** Returns what characters stand for, as text. */
    static String toText(String characters) {
        return new String(of(characters), UTF_8);
    }

    /**
     * Returns what is between quotes as bytes.
     *
     * @param start where it starts in the file, for messages
     */
    static String unescaped(String quoted, int start) throws Refusal {
        StringBuilder bytes = new StringBuilder();
        int at = 0;
        while (at < quoted.length()) {
            char c = quoted.charAt(at++);
            if (c != '\\') {
                int from = at - 1;
                at = Character.isHighSurrogate(c) && at < quoted.length() ? at + 1 : at;
                bytes.append(ofText(quoted.substring(from, at)));
                continue;
            }
            char escaped = at < quoted.length() ? quoted.charAt(at++) : 0;
            switch (escaped) {
                case '"', '\\' -> bytes.append(escaped);
                case 't' -> bytes.append('\t');
                case 'n' -> bytes.append('\n');
                case 'r' -> bytes.append('\r');
                case 'x' -> {
                    bytes.append(hex(quoted, at, start));
                    at += 2;
                }
                default ->
                        throw new Refusal(
                                start + at - 1, "escape is none of \\\" \\\\ \\t \\n \\r \\xNN");
            }
        }
        return bytes.toString();
    }

    private static char hex(String quoted, int at, int start) throws Refusal {
        int high = at < quoted.length() ? Character.digit(quoted.charAt(at), 16) : -1;
        int low = at + 1 < quoted.length() ? Character.digit(quoted.charAt(at + 1), 16) : -1;
        if (high < 0 || low < 0) {
            throw new Refusal(start + at, "\\x needs two hex digits");
        }
        return (char) ((high << 4) | low);
    }
}
