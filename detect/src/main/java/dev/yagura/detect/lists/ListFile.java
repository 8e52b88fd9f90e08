package dev.yagura.detect.lists;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/**
 * A list as a file of text.
 *
 * @param name as the user called it; for messages and evidence
 * @param text all of it
 */
public record ListFile(String name, String text) {
    /** Longest list, in characters: a half million digests. */
    public static final int MAX_CHARS = 32 << 20;

    private static final int MAX_ENTRIES = 500_000;

    /** Longest entry, in characters: a path is at most 4096 bytes. */
    private static final int MAX_LINE_CHARS = 8_192;

    /** Requires both, and drops a byte order mark. */
    public ListFile {
        requireNonNull(name, "name");
        text = text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /**
     * A line that is no comment.
     *
     * @param number from 1
     * @param text without blanks at both ends, not empty
     */
    public record Entry(int number, String text) {}

    /**
     * Returns the entries in their order.
     *
     * @throws ListException if the list, or an entry, is too long
     */
    public List<Entry> entries() throws ListException {
        if (text.length() > MAX_CHARS) {
            throw refused(
                    1,
                    "has %d characters, expected at most %d".formatted(text.length(), MAX_CHARS));
        }
        List<Entry> entries = new ArrayList<>();
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            String entry = line.strip();
            if (entry.isEmpty() || entry.startsWith("#")) {
                continue;
            }
            if (entry.length() > MAX_LINE_CHARS) {
                throw refused(
                        number,
                        "entry has %d characters, expected at most %d"
                                .formatted(entry.length(), MAX_LINE_CHARS));
            }
            if (entries.size() == MAX_ENTRIES) {
                throw refused(number, "has more than %d entries".formatted(MAX_ENTRIES));
            }
            entries.add(new Entry(number, entry));
        }
        return entries;
    }

    /** Returns an exception about a line, from 1. */
    public ListException refused(int line, String problem) {
        return new ListException(name, line, problem);
    }
}
