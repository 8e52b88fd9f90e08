package dev.yagura.cli.output;

import dev.yagura.enclave.api.Json;
import dev.yagura.kernel.table.Row;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/** Says what was taken out of a guest, and what was not. */
public final class ContentPrinter {
    /** Gaps that are told people one by one. */
    private static final int MAX_TOLD = 20;

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean json;
    private int gaps;

    /**
     * Prints nothing yet.
     *
     * @param json whether rows go to {@code out} as JSON
     */
    public ContentPrinter(PrintWriter out, PrintWriter err, boolean json) {
        this.out = out;
        this.err = err;
        this.json = json;
    }

    /** Prints what a row of an extraction says, apart from bytes. */
    public void accept(Row row) {
        boolean bytes = row.text("kind").equals("bytes");
        if (json && !bytes) {
            out.println(Json.write(row));
        } else if (row.text("kind").equals("content")) {
            content(row);
        } else if (row.text("reason").equals("missing")) {
            gaps++;
            if (gaps <= MAX_TOLD) {
                err.println(
                        "missing: 0x%x bytes at 0x%x: %s"
                                .formatted(
                                        row.number("length"),
                                        row.number("offset"),
                                        Printable.of(row.text("why"))));
            }
        }
    }

    private void content(Row row) {
        if (row.fields().get("parts") instanceof List<?> parts) {
            for (Object part : parts) {
                if (part instanceof Map<?, ?> fields) {
                    out.printf(
                            "offset %s, %s bytes from %s  %s%n",
                            Printable.of(String.valueOf(fields.get("offset"))),
                            Printable.of(String.valueOf(fields.get("length"))),
                            Printable.of(String.valueOf(fields.get("address"))),
                            Printable.of(String.valueOf(fields.get("name"))));
                }
            }
        }
    }

    /** Prints how an extraction ended. */
    public void end(Row end) {
        if (json) {
            out.println(Json.write(end));
            return;
        }
        out.printf(
                "%d bytes written, %d in holes, %d missing%n",
                end.number("bytes"), end.number("holes"), end.number("missing"));
        if (gaps > MAX_TOLD) {
            err.printf("missing: %d more ranges%n", gaps - MAX_TOLD);
        }
        if (gaps > 0) {
            err.println("incomplete: what is missing is a hole in the file, and reads as zeros");
        }
    }
}
