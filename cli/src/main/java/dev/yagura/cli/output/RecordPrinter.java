package dev.yagura.cli.output;

import dev.yagura.enclave.api.Json;
import dev.yagura.kernel.table.Row;
import java.io.PrintWriter;
import java.util.List;

/** Prints what signed records say, and what is to be thought of them. */
public final class RecordPrinter {
    private final PrintWriter out;
    private final boolean json;

    private RecordPrinter(PrintWriter out, boolean json) {
        this.out = out;
        this.json = json;
    }

    /** Prints for people. */
    public static RecordPrinter text(PrintWriter out) {
        return new RecordPrinter(out, false);
    }

    /** Prints one JSON object a line. */
    public static RecordPrinter json(PrintWriter out) {
        return new RecordPrinter(out, true);
    }

    /** Prints a row of a scan. */
    public void row(Row row) {
        if (json) {
            out.println(Json.write(row));
            return;
        }
        switch (row.text("kind")) {
            case "finding" -> FindingPrinter.finding(row, out);
            case "summary" -> FindingPrinter.summary(row, out);
            default ->
                    out.printf(
                            "%s  %s%n",
                            Printable.of(row.text("kind")), Printable.of(Json.write(row)));
        }
    }

    /** Prints the verdict on a record: a row of kind {@code verification}. */
    public void verdict(Row row) {
        if (json) {
            out.println(Json.write(row));
            return;
        }
        out.printf(
                "%s: %s; %d lines, %d of them rows, from %s to %s%n",
                Printable.of(row.text("file")),
                Printable.of(
                        row.text("reason").isEmpty() ? row.text("verdict") : row.text("reason")),
                row.number("lines"),
                row.number("rows"),
                row.text("begun"),
                row.text("ended"));
        if (row.fields().get("problems") instanceof List<?> problems) {
            problems.forEach(problem -> say(String.valueOf(problem)));
        }
    }

    /** Prints what is wrong with several records together. */
    public void problem(String what) {
        if (json) {
            out.println(Json.write(Row.of("kind", "problem", "text", what)));
        } else {
            say(what);
        }
    }

    private void say(String problem) {
        out.println("NOT WHOLE: " + Printable.of(problem));
    }
}
