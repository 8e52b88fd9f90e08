package dev.yagura.enclave.watch;

import dev.yagura.kernel.table.Row;
import java.util.List;

/**
 * The rows of a view and how they were obtained.
 *
 * @param rows in the view's own order
 * @param end how it ended: {@code rows}, {@code complete}, {@code notCovered}, and facts about the
 *     look, see {@link LookFacts#fields()}
 */
public record Answer(List<Row> rows, Row end) {
    /** Copies the rows. */
    public Answer {
        rows = List.copyOf(rows);
    }

    /** Returns whether the view is whole. */
    public boolean isComplete() {
        return Boolean.TRUE.equals(end.fields().get("complete"));
    }
}
