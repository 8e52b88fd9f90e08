package dev.yagura.cli.output;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Aligned columns under a heading. Not safe for concurrent use. */
public final class Table {
    private static final String GAP = "  ";

    /**
     * A column.
     *
     * @param heading its title
     * @param rightAligned whether cells are flush right, as numbers are
     */
    public record Column(String heading, boolean rightAligned) {
        /** Returns a column of text. */
        public static Column text(String heading) {
            return new Column(heading, false);
        }

        /** Returns a column of numbers. */
        public static Column number(String heading) {
            return new Column(heading, true);
        }
    }

    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();

    /** Makes an empty table of these columns. */
    public Table(List<Column> columns) {
        this.columns = List.copyOf(columns);
    }

    /**
     * Adds a row; control characters in it are made visible, see {@link Printable}.
     *
     * @throws IllegalArgumentException if the number of cells is not that of the columns
     */
    public void add(List<String> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException(
                    "row has %d cells, expected %d".formatted(cells.size(), columns.size()));
        }
        rows.add(cells.stream().map(Printable::of).toList());
    }

    /** Prints heading and rows. */
    public void print(PrintWriter out) {
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = columns.get(i).heading().length();
            for (List<String> row : rows) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        out.println(line(columns.stream().map(Column::heading).toList(), widths));
        for (List<String> row : rows) {
            out.println(line(row, widths));
        }
    }

    private String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String padding = " ".repeat(widths[i] - cells.get(i).length());
            line.append(i == 0 ? "" : GAP);
            line.append(columns.get(i).rightAligned() ? padding : "");
            line.append(cells.get(i));
            line.append(columns.get(i).rightAligned() ? "" : padding);
        }
        return line.toString().stripTrailing();
    }
}
