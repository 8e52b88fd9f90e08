package dev.yagura.network.rules;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Optional;
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
     * A match.
     *
     * @param start of its first byte
     * @param end behind its last
     */
    public record Match(int start, int end) {}

    /** Looks for matches in some bytes, one after the other. */
    public static final class Search {
        private final Matcher matcher;
        private final int length;
        private final boolean anchored;
        private int from;

        private Search(Pattern pattern, byte[] bytes, boolean anchored) {
            this.matcher = pattern.matcher(new String(bytes, ISO_8859_1));
            this.length = bytes.length;
            this.anchored = anchored;
        }

        /**
         * Returns the next match, which starts behind the start of the last; empty if none does.
         */
        public Optional<Match> next() {
            if (from > length || (anchored && from > 0)) {
                return Optional.empty();
            }
            boolean found = anchored ? matcher.lookingAt() : matcher.find(from);
            if (!found) {
                from = length + 1;
                return Optional.empty();
            }
            from = matcher.start() + 1;
            return Optional.of(new Match(matcher.start(), matcher.end()));
        }
    }

    /**
     * Starts to look for matches.
     *
     * @param anchored whether a match has to start with the first byte
     */
    public Search search(byte[] bytes, boolean anchored) {
        return new Search(pattern, bytes, anchored);
    }

    /** Returns the expression as the rule has it. */
    @Override
    public String toString() {
        return source;
    }
}
