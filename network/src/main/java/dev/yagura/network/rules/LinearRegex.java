package dev.yagura.network.rules;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.OptionalInt;
import org.safere.Matcher;
import org.safere.Pattern;

/**
 * A regular expression over bytes that takes time in proportion to them, whatever it is.
 *
 * <p>Each byte is held against it as the character of ISO 8859-1; letters, digits and case are
 * those of ASCII.
 */
public final class LinearRegex {
    private final Pattern pattern;
    private final String source;

    LinearRegex(Pattern pattern, String source) {
        this.pattern = pattern;
        this.source = source;
    }

    /**
     * Looks for the first match.
     *
     * @param anchored whether it has to start with the first byte
     * @return where it ends, in bytes from the start of {@code bytes}; empty if there is none
     */
    public OptionalInt find(byte[] bytes, boolean anchored) {
        Matcher matcher = pattern.matcher(new String(bytes, ISO_8859_1));
        boolean found = anchored ? matcher.lookingAt() : matcher.find();
        return found ? OptionalInt.of(matcher.end()) : OptionalInt.empty();
    }

    /** Returns the expression as the rule has it. */
    @Override
    public String toString() {
        return source;
    }
}
