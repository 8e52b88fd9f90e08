package dev.yagura.network.match.buffer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * What a request asks for, in its parts (RFC 9112, "Request Target").
 *
 * @param host where the request names one; with its port
 * @param path from the first slash on; empty if there is none
 * @param rest query and fragment, with what stands before them
 */
record RequestTarget(Optional<String> host, String path, String rest) {
    private static final String SCHEME_END = "://";

    static RequestTarget of(String target) {
        int scheme = target.indexOf(SCHEME_END);
        int pathEnd = end(target);
        if (target.startsWith("/") || scheme < 0 || scheme > pathEnd) {
            return new RequestTarget(
                    Optional.empty(), target.substring(0, pathEnd), target.substring(pathEnd));
        }
        int start = scheme + SCHEME_END.length();
        int slash = target.indexOf('/', start);
        int authorityEnd = slash < 0 || slash > pathEnd ? pathEnd : slash;
        String authority = target.substring(start, authorityEnd);
        return new RequestTarget(
                Optional.of(authority.substring(authority.lastIndexOf('@') + 1)),
                target.substring(authorityEnd, pathEnd),
                target.substring(pathEnd));
    }

    private static int end(String target) {
        int at = 0;
        while (at < target.length() && target.charAt(at) != '?' && target.charAt(at) != '#') {
            at++;
        }
        return at;
    }

    /** Returns a host in small letters, without its port. */
    static String hostName(String host) {
        String name = host;
        int colon = host.startsWith("[") ? host.indexOf(':', host.indexOf(']')) : host.indexOf(':');
        if (colon >= 0) {
            name = host.substring(0, colon);
        }
        return Transaction.lowerCase(name);
    }

    /**
     * Returns path, query and fragment as a server may understand them: what is written as {@code
     * %XX} is decoded once, and of the path also {@code %uXXXX}; of the path backslashes are
     * slashes, slashes behind each other are one, and {@code .} and {@code ..} lead where they say.
     */
    String normalised() {
        String decoded = decoded(path, true).replace('\\', '/').replaceAll("/{2,}", "/");
        return withoutDots(decoded) + decoded(rest, false);
    }

    /** A dot at the end goes with the slash before it. */
    private static String withoutDots(String path) {
        if (!path.contains("/.")) {
            return path;
        }
        Deque<String> segments = new ArrayDeque<>();
        for (String part : path.substring(1).split("/", -1)) {
            if (part.equals("..")) {
                segments.pollLast();
            } else if (!part.equals(".")) {
                segments.addLast(part);
            }
        }
        return segments.isEmpty() ? "" : "/" + String.join("/", segments);
    }

    /** Decodes what hexadecimal digits follow; other percent signs stay. */
    private static String decoded(String text, boolean unicode) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        var out = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            int wide = unicode && text.startsWith("%u", at) ? number(text, at + 2, 4) : -1;
            int narrow = c == '%' ? number(text, at + 1, 2) : -1;
            if (wide >= 0) {
                out.append(wide > 0xFF ? '?' : (char) wide);
                at += 5;
            } else if (narrow >= 0) {
                out.append((char) narrow);
                at += 2;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** Returns a number of so many digits; -1 if there are others or less. */
    private static int number(String text, int start, int digits) {
        if (start + digits > text.length()) {
            return -1;
        }
        int number = 0;
        for (int at = start; at < start + digits; at++) {
            char c = text.charAt(at);
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                return -1;
            }
            number = number << 4 | digit;
        }
        return number;
    }
}
