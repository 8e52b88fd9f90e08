package dev.yagura.network.rules;

import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes an expression of PCRE in the syntax of {@link java.util.regex}, which SafeRE reads.
 *
 * <p>Refuses by name what no automaton can do in linear time (look-around, back references, atomic
 * groups, recursion), and what is not supported otherwise.
 */
final class PcreSyntax {
    /** What changes the meaning of the syntax. */
    enum Flag {
        /** {@code $} and {@code ^} are at lines too. */
        MULTILINE,
        /** {@code $} is the very end only. */
        DOLLAR_IS_END,
        /** Repetitions are lazy unless a question mark follows. */
        UNGREEDY
    }

    private static final Pattern REPETITION = Pattern.compile("\\{\\d+(,\\d*)?}");
    private static final Pattern INLINE_FLAGS = Pattern.compile("\\(\\?([ims]*(-[ims]+)?)([:)])");
    private static final Pattern NAMED = Pattern.compile("\\(\\?(P?<|')[A-Za-z_]\\w*[>']");

    private static final Pattern REFERENCE = Pattern.compile("\\\\[1-9gk]");

    /** Three digits are a byte, unless there are as many groups that they could refer to. */
    private static final Pattern OCTAL = Pattern.compile("\\\\[1-3][0-7]{2}");

    private static final int LEAST_OCTAL = 100;

    /** Groups inside each other; compilers of expressions call themselves for each. */
    private static final int MAX_DEPTH = 100;

    /** What stands behind an opening parenthesis, and how it is called where it is refused. */
    private static final Map<String, String> UNSUPPORTED_GROUPS =
            Map.ofEntries(
                    Map.entry("(?=", "a look-ahead"),
                    Map.entry("(?!", "a negative look-ahead"),
                    Map.entry("(?<=", "a look-behind"),
                    Map.entry("(?<!", "a negative look-behind"),
                    Map.entry("(?>", "an atomic group"),
                    Map.entry("(?|", "a branch reset"),
                    Map.entry("(?(", "a condition"),
                    Map.entry("(?P=", "a back reference"),
                    Map.entry("(?P>", "a recursion"),
                    Map.entry("(?R", "a recursion"),
                    Map.entry("(?&", "a recursion"),
                    Map.entry("(?+", "a recursion"),
                    Map.entry("(?#", "a comment"),
                    Map.entry("(*", "a verb"));

    private final RuleOption option;
    private final String source;
    private final Set<Flag> flags;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private int groups;
    private int depth;

    private PcreSyntax(RuleOption option, String source, Set<Flag> flags) {
        this.option = option;
        this.source = source;
        this.flags = flags;
    }

    /**
     * Translates an expression.
     *
     * @param source one character a byte
     */
    static String translate(RuleOption option, String source, Set<Flag> flags)
            throws RefusedException {
        var syntax = new PcreSyntax(option, source, flags);
        while (syntax.at < source.length()) {
            syntax.next();
        }
        return syntax.out.toString();
    }

    private void next() throws RefusedException {
        char c = source.charAt(at);
        switch (c) {
            case '\\' -> escape();
            case '[' -> at = PcreClass.translate(option, source, at, out);
            case '(' -> group();
            case ')' -> {
                depth--;
                copy(1);
            }
            case '*', '+', '?' -> repetition(1);
            case '{' -> brace();
            case '}', ']' -> literal(c);
            case '$' -> {
                boolean end = flags.contains(Flag.DOLLAR_IS_END) && !flags.contains(Flag.MULTILINE);
                out.append(end ? "\\z" : "$");
                at++;
            }
            default -> {
                out.append(c);
                at++;
            }
        }
    }

    private void escape() throws RefusedException {
        if (at + 1 == source.length()) {
            throw option.refused("ends with a backslash");
        }
        char c = source.charAt(at + 1);
        switch (c) {
            case 'd', 'D', 'w', 'W', 's', 'S', 'b', 'B', 'A', 'z', 'Z' -> copy(2);
            case 'h' -> replace(2, "[\\t \\xA0]");
            case 'H' -> replace(2, "[^\\t \\xA0]");
            case 'v' -> replace(2, "[\\n\\x0B\\f\\r\\x85]");
            case 'V' -> replace(2, "[^\\n\\x0B\\f\\r\\x85]");
            case 'R' -> replace(2, "(?:\\r\\n|[\\n\\x0B\\f\\r\\x85])");
            case 'N' -> replace(2, "[^\\n]");
            case 'C' -> replace(2, "(?s:.)");
            case 'Q' -> quotation();
            case 'E' -> at += 2;
            default -> character();
        }
    }

    private void character() throws RefusedException {
        Matcher reference = REFERENCE.matcher(source).region(at, source.length());
        Matcher octal = OCTAL.matcher(source).region(at, source.length());
        if (reference.lookingAt() && !(octal.lookingAt() && groups < LEAST_OCTAL)) {
            throw option.refused("has a back reference, which is not supported");
        }
        PcreEscape escape = PcreEscape.read(option, source, at);
        out.append(PcreEscape.literal(escape.character()));
        at = escape.end();
    }

    /** Everything up to {@code \E} stands for itself. */
    private void quotation() {
        int end = source.indexOf("\\E", at + 2);
        int stop = end < 0 ? source.length() : end;
        for (int i = at + 2; i < stop; i++) {
            out.append(PcreEscape.literal(source.charAt(i)));
        }
        at = end < 0 ? source.length() : end + 2;
    }

    private void group() throws RefusedException {
        String rest = source.substring(at, Math.min(source.length(), at + 4));
        for (Map.Entry<String, String> each : UNSUPPORTED_GROUPS.entrySet()) {
            if (rest.startsWith(each.getKey())) {
                throw option.refused("has %s, which is not supported".formatted(each.getValue()));
            }
        }
        groups++;
        if (++depth > MAX_DEPTH) {
            throw option.refused("has more than %d groups inside each other".formatted(MAX_DEPTH));
        }
        if (!rest.startsWith("(?")) {
            copy(1);
            return;
        }
        Matcher inline = INLINE_FLAGS.matcher(source).region(at, source.length());
        Matcher named = NAMED.matcher(source).region(at, source.length());
        if (inline.lookingAt()) {
            depth -= inline.group(3).equals(")") ? 1 : 0;
            copy(inline.end() - at);
        } else if (named.lookingAt()) {
            replace(named.end() - at, "(");
        } else {
            throw option.refused(
                    "has a group that starts with %s, which is not supported"
                            .formatted(RuleOption.quoted(rest)));
        }
    }

    private void brace() throws RefusedException {
        Matcher repetition = REPETITION.matcher(source).region(at, source.length());
        if (repetition.lookingAt()) {
            repetition(repetition.end() - at);
        } else {
            literal('{');
        }
    }

    /** Copies a repetition, and what makes it lazy. */
    private void repetition(int length) throws RefusedException {
        copy(length);
        char after = at < source.length() ? source.charAt(at) : ' ';
        if (after == '+') {
            throw option.refused("has a possessive repetition, which is not supported");
        }
        boolean marked = after == '?';
        if (marked) {
            at++;
        }
        if (marked != flags.contains(Flag.UNGREEDY)) {
            out.append('?');
        }
    }

    private void literal(char c) {
        out.append(PcreEscape.literal(c));
        at++;
    }

    private void copy(int length) {
        out.append(source, at, at + length);
        at += length;
    }

    private void replace(int length, String by) {
        out.append(by);
        at += length;
    }
}
