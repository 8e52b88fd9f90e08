package dev.yagura.cli.output;

import dev.yagura.enclave.api.Json;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Prints files as they come: a line each, or JSON, or the content of one. Names come as text that a
 * terminal does nothing with, and are made so once more: the enclave may be somebody else's.
 */
public final class FilePrinter implements Consumer<Row> {
    private final Consumer<Row> lines;
    private final Runnable flush;

    private FilePrinter(Consumer<Row> lines, Runnable flush) {
        this.lines = lines;
        this.flush = flush;
    }

    /** Returns one that prints what {@code ls -l} would. */
    public static FilePrinter list(PrintWriter out, boolean json) {
        return of(out, json, row -> listed(row, out));
    }

    /** Returns one that prints paths. */
    public static FilePrinter paths(PrintWriter out, boolean json) {
        return of(out, json, row -> out.println(Printable.of(row.text("path"))));
    }

    /** Returns one that prints what {@code sha256sum} would; nothing of files without content. */
    public static FilePrinter digests(PrintWriter out, boolean json) {
        return of(
                out,
                json,
                row -> {
                    if (!row.text("sha256").isEmpty()) {
                        out.printf(
                                "%s  %s%n",
                                Printable.of(row.text("sha256")), Printable.of(row.text("path")));
                    }
                });
    }

    /** Returns one that prints all fields. */
    public static FilePrinter whole(PrintWriter out, boolean json) {
        return of(out, json, row -> fields(row, out));
    }

    /** Returns one that writes the content as it is. */
    public static FilePrinter content(OutputStream out) {
        return new FilePrinter(
                row -> {
                    try {
                        out.write(Base64.getDecoder().decode(row.text("base64")));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                () -> {
                    try {
                        out.flush();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    private static FilePrinter of(PrintWriter out, boolean json, Consumer<Row> text) {
        return new FilePrinter(json ? row -> out.println(Json.write(row)) : text, out::flush);
    }

    @Override
    public void accept(Row row) {
        lines.accept(row);
    }

    /** Sees to it that all is out. */
    public void end() {
        flush.run();
    }

    /** Says what is missing, and what a reader should know. */
    public static void remarks(Row end, PrintWriter err) {
        gaps(end, err);
        if (!isComplete(end)) {
            err.println("incomplete: the rows above are not all there are");
        }
    }

    /** Returns whether nothing is missing of what was asked for. */
    public static boolean isComplete(Row end) {
        return Boolean.TRUE.equals(end.fields().get("complete"));
    }

    /** Says what is missing, part by part, and what a reader should know. */
    public static void gaps(Row end, PrintWriter err) {
        texts(end, "notes").forEach(note -> err.println("note: " + note));
        List<String> gaps = notCovered(end);
        texts(end, "notMounted").stream()
                .filter(text -> !gaps.contains(text))
                .forEach(text -> err.println("not mounted: " + text));
        gaps.forEach(gap -> err.println("not covered: " + gap));
    }

    /** Returns what is missing, part by part. */
    public static List<String> notCovered(Row end) {
        return texts(end, "notCovered");
    }

    private static List<String> texts(Row row, String field) {
        if (!(row.fields().get(field) instanceof List<?> list)) {
            return List.of();
        }
        return list.stream()
                .map(item -> item instanceof Map<?, ?> fields ? fields.get("text") : item)
                .map(text -> Printable.of(String.valueOf(text)))
                .toList();
    }

    private static void listed(Row row, PrintWriter out) {
        String target = row.text("target");
        out.printf(
                "%s%s %4d %5d %5d %12s %s  %s%s%n",
                typeLetter(row.text("type")),
                ModeText.of(row.text("mode")),
                row.number("links"),
                row.number("uid"),
                row.number("gid"),
                row.text("device").isEmpty()
                        ? row.number("size")
                        : Printable.of(row.text("device")),
                Printable.of(row.text("mtime")),
                Printable.of(row.text("path")),
                target.isEmpty() ? "" : " -> " + Printable.of(target));
    }

    private static char typeLetter(String type) {
        return switch (type) {
            case "file" -> '-';
            case "directory" -> 'd';
            case "link" -> 'l';
            case "character-device" -> 'c';
            case "block-device" -> 'b';
            case "fifo" -> 'p';
            case "socket" -> 's';
            default -> '?';
        };
    }

    private static void fields(Row row, PrintWriter out) {
        int width = row.fields().keySet().stream().mapToInt(String::length).max().orElse(0);
        row.fields()
                .forEach((name, value) -> {
                    if (value instanceof Map<?, ?> map) {
                        map.forEach((key, inner) -> line(out, width, name, key + " = " + inner));
                    } else if (value != null) {
                        line(out, width, name, String.valueOf(value));
                    }
                });
    }

    private static void line(PrintWriter out, int width, String name, String value) {
        out.println(name + " ".repeat(width - name.length() + 2) + Printable.of(value));
    }
}
