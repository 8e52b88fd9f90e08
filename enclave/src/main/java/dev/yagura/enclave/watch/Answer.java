package dev.yagura.enclave.watch;

import java.util.List;

/**
 * The rows of a view and how they were obtained.
 *
 * @param rows in the view's own order; never empty
 * @param end facts about the look: see {@link LookFacts#fields()}
 */
public record Answer(List<Row> rows, Row end) {
    /** Copies the rows. */
    public Answer {
        rows = List.copyOf(rows);
    }
}
