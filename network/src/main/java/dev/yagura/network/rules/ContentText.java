package dev.yagura.network.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** Reads the text of a content: characters, {@code |hexadecimal bytes|} and escapes. */
final class ContentText {
    private static final String ESCAPED = "\"\\;:";

    private final RuleOption option;
    private final String text;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int at;

    private ContentText(RuleOption option, String text) {
        this.option = option;
        this.text = text;
    }

    /** Returns the bytes that the text between the quotes stands for, at least one. */
    static ContentBytes parse(RuleOption option, String text) throws RefusedException {
        var parser = new ContentText(option, text);
        while (parser.at < text.length()) {
            parser.next();
        }
        byte[] all = parser.bytes.toByteArray();
        if (all.length == 0) {
            throw option.refused("is empty");
        }
        if (all.length > RuleLimits.MAX_CONTENT_BYTES) {
            throw option.refused(
                    "has %d bytes, expected at most %d"
                            .formatted(all.length, RuleLimits.MAX_CONTENT_BYTES));
        }
        return new ContentBytes(all);
    }

    private void next() throws RefusedException {
        char c = text.charAt(at);
        if (c == '|') {
            int end = text.indexOf('|', at + 1);
            if (end < 0) {
                throw option.refused("has a | that no other closes");
            }
            hex(text.substring(at + 1, end));
            at = end + 1;
        } else if (c == '"') {
            throw option.refused("has a \" without a backslash before it");
        } else if (c == '\\') {
            if (at + 1 == text.length() || ESCAPED.indexOf(text.charAt(at + 1)) < 0) {
                throw option.refused(
                        "has a backslash before what is none of \" \\ ; :, expected |5C|");
            }
            bytes.write(text.charAt(at + 1));
            at += 2;
        } else {
            int length = Character.charCount(text.codePointAt(at));
            bytes.writeBytes(text.substring(at, at + length).getBytes(UTF_8));
            at += length;
        }
    }

    private void hex(String digits) throws RefusedException {
        int high = -1;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c == ' ') {
                continue;
            }
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw option.refused(
                        "has %s between |, expected hexadecimal digits"
                                .formatted(RuleOption.quoted(digits)));
            }
            if (high < 0) {
                high = digit;
            } else {
                bytes.write(high << 4 | digit);
                high = -1;
            }
        }
        if (high >= 0) {
            throw option.refused("has half a byte in %s".formatted(RuleOption.quoted(digits)));
        }
    }
}
