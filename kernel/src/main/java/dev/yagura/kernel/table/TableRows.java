package dev.yagura.kernel.table;

import java.util.List;

/**
 * What a table lists.
 *
 * @param rows in the table's own order
 * @param gaps what is missing; empty where the table is whole
 */
public record TableRows(List<Row> rows, List<Gap> gaps) {
    /** Copies the lists. */
    public TableRows {
        rows = List.copyOf(rows);
        gaps = List.copyOf(gaps);
    }

    /** Returns whether nothing is missing. */
    public boolean isWhole() {
        return gaps.isEmpty();
    }
}
