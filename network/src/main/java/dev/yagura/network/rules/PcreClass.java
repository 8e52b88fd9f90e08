package dev.yagura.network.rules;

import java.util.Map;

/** Writes a character class of PCRE in the syntax of {@link java.util.regex}. */
final class PcreClass {
    /** POSIX's names, of ASCII. */
    private static final Map<String, String> POSIX =
            Map.ofEntries(
                    Map.entry("alpha", "\\p{Alpha}"),
                    Map.entry("digit", "\\d"),
                    Map.entry("alnum", "\\p{Alnum}"),
                    Map.entry("upper", "\\p{Upper}"),
                    Map.entry("lower", "\\p{Lower}"),
                    Map.entry("space", "\\s"),
                    Map.entry("punct", "\\p{Punct}"),
                    Map.entry("print", "\\p{Print}"),
                    Map.entry("graph", "\\p{Graph}"),
                    Map.entry("cntrl", "\\p{Cntrl}"),
                    Map.entry("xdigit", "\\p{XDigit}"),
                    Map.entry("blank", "\\p{Blank}"),
                    Map.entry("word", "\\w"));

    private final RuleOption option;
    private final String source;
    private final StringBuilder out;
    private int at;

    private PcreClass(RuleOption option, String source, int at, StringBuilder out) {
        this.option = option;
        this.source = source;
        this.at = at;
        this.out = out;
    }

    /**
     * Translates a class.
     *
     * @param at at its opening bracket
     * @return behind its closing one
     */
    static int translate(RuleOption option, String source, int at, StringBuilder out)
            throws RefusedException {
        var translation = new PcreClass(option, source, at + 1, out);
        translation.run();
        return translation.at;
    }

    private void run() throws RefusedException {
        out.append('[');
        if (source.startsWith("^", at)) {
            out.append('^');
            at++;
        }
        int first = at;
        while (true) {
            if (at >= source.length()) {
                throw option.refused("has a [ that no ] closes");
            }
            char c = source.charAt(at);
            if (c == ']' && at > first) {
                out.append(']');
                at++;
                return;
            }
            if (c == '[' && source.startsWith(":", at + 1) && source.indexOf(":]", at) > 0) {
                posix();
            } else if (c == '\\') {
                escape();
            } else if (c == '-') {
                dash(first);
            } else {
                out.append(PcreEscape.literal(c));
                at++;
            }
        }
    }

    /** A dash makes a range unless it is first or last, or beside what is no single character. */
    private void dash(int first) {
        boolean last = source.startsWith("]", at + 1);
        boolean beforeClass = source.startsWith("\\", at + 1) && isClassEscape(at + 1);
        boolean behindClass = at - 2 >= first && isClassEscape(at - 2);
        boolean range = at > first && !last && !beforeClass && !behindClass;
        out.append(range ? "-" : "\\x2D");
        at++;
    }

    private boolean isClassEscape(int backslash) {
        return source.charAt(backslash) == '\\'
                && backslash + 1 < source.length()
                && "dDwWsShHvV".indexOf(source.charAt(backslash + 1)) >= 0;
    }

    private void escape() throws RefusedException {
        if (at + 1 >= source.length()) {
            throw option.refused("ends with a backslash");
        }
        char c = source.charAt(at + 1);
        switch (c) {
            case 'd', 'D', 'w', 'W', 's', 'S' -> {
                out.append('\\').append(c);
                at += 2;
            }
            case 'h' -> replace("\\t\\x20\\xA0");
            case 'v' -> replace("\\n\\x0B\\f\\r\\x85");
            case 'b' -> replace("\\x08");
            default -> {
                PcreEscape escape = PcreEscape.read(option, source, at);
                out.append(PcreEscape.literal(escape.character()));
                at = escape.end();
            }
        }
    }

    private void replace(String by) {
        out.append(by);
        at += 2;
    }

    private void posix() throws RefusedException {
        int end = source.indexOf(":]", at + 2);
        String name = end < 0 ? "" : source.substring(at + 2, end);
        boolean negated = name.startsWith("^");
        String translated = POSIX.get(negated ? name.substring(1) : name);
        if (translated == null || negated) {
            throw option.refused(
                    "has the class %s, which is not supported"
                            .formatted(RuleOption.quoted("[:" + name + ":]")));
        }
        out.append(translated);
        at = end + 2;
    }
}
