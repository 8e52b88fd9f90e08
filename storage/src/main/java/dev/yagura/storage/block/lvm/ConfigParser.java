package dev.yagura.storage.block.lvm;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * Parses LVM's text: {@code name = value}, {@code name { … }}, comments after {@code #}; values are
 * numbers, text in quotes, and arrays of these. Depth and number of things are bounded.
 */
final class ConfigParser {
    private static final int MAX_DEPTH = 8;
    private static final int MAX_THINGS = 1 << 20;

    private final String text;
    private int at;
    private int things;

    private ConfigParser(String text) {
        this.text = text;
    }

    static ConfigNode parse(String text) throws MalformedStructureException {
        ConfigParser parser = new ConfigParser(text);
        ConfigNode root = new ConfigNode("");
        parser.section(root, 0);
        return root;
    }

    private void section(ConfigNode node, int depth) throws MalformedStructureException {
        if (depth > MAX_DEPTH) {
            throw malformed("is nested deeper than " + MAX_DEPTH);
        }
        while (true) {
            skipBlanks();
            if (at == text.length()) {
                if (depth > 0) {
                    throw malformed("ends inside of " + node.path());
                }
                return;
            }
            if (text.charAt(at) == '}' && depth > 0) {
                at++;
                return;
            }
            String name = name();
            skipBlanks();
            char next = next();
            if (next == '{') {
                ConfigNode inner = new ConfigNode(node.path() + "/" + name);
                node.sections().put(name, inner);
                section(inner, depth + 1);
            } else if (next == '=') {
                node.values().put(name, value());
            } else {
                throw malformed("has another sign than = or { after " + name);
            }
        }
    }

    private String name() throws MalformedStructureException {
        int start = at;
        while (at < text.length() && isNamePart(text.charAt(at))) {
            at++;
        }
        if (at == start) {
            throw malformed("has no name where one is expected");
        }
        count();
        return text.substring(start, at);
    }

    private static boolean isNamePart(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || "_-+.".indexOf(c) >= 0;
    }

    private Object value() throws MalformedStructureException {
        skipBlanks();
        char first = peek();
        if (first == '[') {
            at++;
            return array();
        }
        return scalar(first);
    }

    private List<Object> array() throws MalformedStructureException {
        List<Object> values = new ArrayList<>();
        while (true) {
            skipBlanks();
            char next = peek();
            if (next == ']') {
                at++;
                return values;
            }
            if (next == ',') {
                at++;
            } else {
                values.add(scalar(next));
            }
        }
    }

    private Object scalar(char first) throws MalformedStructureException {
        count();
        return first == '"' ? quoted() : number();
    }

    private String quoted() throws MalformedStructureException {
        at++;
        StringBuilder value = new StringBuilder();
        char c = next();
        while (c != '"') {
            value.append(c == '\\' ? next() : c);
            c = next();
        }
        return value.toString();
    }

    private Long number() throws MalformedStructureException {
        int start = at;
        while (at < text.length() && "+-.0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        try {
            return Long.valueOf(text.substring(start, at));
        } catch (NumberFormatException e) {
            throw malformed("has no whole number where one is expected");
        }
    }

    private void skipBlanks() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (c <= ' ') {
                at++; // the NUL that ends the text on disk as well
            } else {
                return;
            }
        }
    }

    private char peek() throws MalformedStructureException {
        if (at == text.length()) {
            throw malformed("ends where more is expected");
        }
        return text.charAt(at);
    }

    private char next() throws MalformedStructureException {
        char c = peek();
        at++;
        return c;
    }

    private void count() throws MalformedStructureException {
        if (++things > MAX_THINGS) {
            throw malformed("has more than " + MAX_THINGS + " names and values");
        }
    }

    private MalformedStructureException malformed(String detail) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE, "LVM metadata", "text", at, detail);
    }
}
