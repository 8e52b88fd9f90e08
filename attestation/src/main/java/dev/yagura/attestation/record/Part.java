package dev.yagura.attestation.record;

import java.util.Locale;
import java.util.Optional;

/** What a line of a record is. */
enum Part {
    /** The first line: who writes, and why to believe it. */
    HEAD,
    /** Something that the record is about. */
    ROW,
    /** Nothing new; the writer is alive. */
    HEARTBEAT,
    /** The last line: how many rows there were. */
    END;

    /** Returns the word in the line's header. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Part> ofWord(String word) {
        for (Part part : values()) {
            if (part.word().equals(word)) {
                return Optional.of(part);
            }
        }
        return Optional.empty();
    }
}
