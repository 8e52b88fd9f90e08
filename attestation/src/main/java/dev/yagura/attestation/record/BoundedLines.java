package dev.yagura.attestation.record;

import java.io.IOException;
import java.io.Reader;
import java.util.Optional;

/** Reads lines of bounded length. */
final class BoundedLines {
    /** Longest line in characters: a row of full length in base64, and what is around it. */
    static final int MAX_CHARS = RecordWriter.MAX_ROW_BYTES / 3 * 4 + (64 << 10);

    private final String name;
    private final Reader in;
    private int number;

    /**
     * Reads from {@code in}.
     *
     * @param name how error messages call it
     */
    BoundedLines(String name, Reader in) {
        this.name = name;
        this.in = in;
    }

    /** Returns the next line without its break, or empty at the end. */
    Optional<String> next() throws IOException {
        StringBuilder line = new StringBuilder();
        number++;
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c == '\n') {
                return Optional.of(line.toString());
            }
            if (line.length() == MAX_CHARS) {
                throw new IOException(
                        "%s: line %d is longer than %d characters"
                                .formatted(name, number, MAX_CHARS));
            }
            line.append((char) c);
        }
        return line.isEmpty() ? Optional.empty() : Optional.of(line.toString());
    }
}
