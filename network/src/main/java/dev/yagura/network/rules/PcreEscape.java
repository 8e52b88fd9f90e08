package dev.yagura.network.rules;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A backslash of PCRE with what belongs to it, where it stands for one character.
 *
 * @param character the character, 0 to 255
 * @param end behind it
 */
record PcreEscape(int character, int end) {
    private static final Pattern HEX = Pattern.compile("\\\\x(?:([0-9A-Fa-f]{0,2})|\\{(\\w+)})");
    private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{1,3})");

    /** Reads one; the backslash is at {@code at}, and something follows it. */
    static PcreEscape read(RuleOption option, String source, int at) throws RefusedException {
        char c = source.charAt(at + 1);
        return switch (c) {
            case 'n' -> new PcreEscape('\n', at + 2);
            case 'r' -> new PcreEscape('\r', at + 2);
            case 't' -> new PcreEscape('\t', at + 2);
            case 'f' -> new PcreEscape('\f', at + 2);
            case 'a' -> new PcreEscape(0x07, at + 2);
            case 'e' -> new PcreEscape(0x1B, at + 2);
            case 'x' -> hex(option, source, at);
            case '0', '1', '2', '3', '4', '5', '6', '7' -> octal(option, source, at);
            default -> {
                if (c < 0x80 && Character.isLetterOrDigit(c)) {
                    throw option.refused("has \\%s, which is not supported".formatted(c));
                }
                yield new PcreEscape(c, at + 2);
            }
        };
    }

    private static PcreEscape hex(RuleOption option, String source, int at)
            throws RefusedException {
        if (source.startsWith("{", at + 2)) {
            throw option.refused("has \\x{, which is not supported");
        }
        Matcher digits = HEX.matcher(source).region(at, source.length());
        if (!digits.lookingAt() || digits.group(1).isEmpty()) {
            return new PcreEscape(0, at + 2);
        }
        return new PcreEscape(Integer.parseInt(digits.group(1), 16), digits.end());
    }

    private static PcreEscape octal(RuleOption option, String source, int at)
            throws RefusedException {
        Matcher digits = OCTAL.matcher(source).region(at, source.length());
        int value = digits.lookingAt() ? Integer.parseInt(digits.group(1), 8) : 0;
        if (value > 0xFF) {
            throw option.refused("has the octal number %o, expected a byte's".formatted(value));
        }
        return new PcreEscape(value, digits.end());
    }

    /** Writes a character so that it stands for itself wherever it comes. */
    static String literal(int character) {
        boolean plain = character < 0x80 && Character.isLetterOrDigit(character);
        return plain ? String.valueOf((char) character) : "\\x%02X".formatted(character);
    }
}
