package dev.yagura.cli.output;

import dev.yagura.kernel.table.Row;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints findings and the summary of a scan for people. */
public final class FindingPrinter {
    private FindingPrinter() {}

    /** Prints one finding: a line that says what, then its evidence and what to do, indented. */
    public static void finding(Row finding, PrintWriter out) {
        out.printf(
                "%s  %s  %s%n",
                Printable.of(finding.text("severity")).toUpperCase(Locale.ROOT),
                Printable.of(finding.text("rule")),
                Printable.of(finding.text("title")));
        out.printf(
                "    confidence %s, techniques %s%n",
                Printable.of(finding.text("confidence")), Printable.of(finding.text("techniques")));
        for (Object evidence : list(finding, "evidence")) {
            out.println("    " + Printable.of(describe(evidence)));
        }
        out.println("    next: " + Printable.of(finding.text("nextStep")));
    }

    /** Prints the summary. */
    public static void summary(Row summary, PrintWriter out) {
        out.printf(
                "%d findings by %d detectors; looked for %s ms, VM paused for %s ms%n",
                summary.number("findings"),
                summary.number("detectors"),
                summary.text("lookMillis"),
                summary.text("pauseMillis"));
        for (Object filesystem : list(summary, "filesystems")) {
            out.println("files of " + Printable.of(describe(filesystem)));
        }
        for (Object note : list(summary, "diskNotes")) {
            out.println("note: " + Printable.of(describe(note)));
        }
        for (Object unmounted : list(summary, "notMounted")) {
            out.println("not mounted: " + Printable.of(describe(unmounted)));
        }
        for (Object allowance : list(summary, "allowances")) {
            out.println("ALLOWED: " + Printable.of(describe(allowance)));
        }
        for (Object gap : list(summary, "notCovered")) {
            out.println("NOT COVERED: " + Printable.of(describe(gap)));
        }
    }

    private static List<?> list(Row row, String field) {
        return row.fields().get(field) instanceof List<?> list ? list : List.of();
    }

    /** Evidence comes with a sentence of its own; anything else is shown as it is. */
    private static String describe(Object evidence) {
        if (evidence instanceof Map<?, ?> fields && fields.get("text") instanceof String text) {
            return text;
        }
        return String.valueOf(evidence);
    }
}
