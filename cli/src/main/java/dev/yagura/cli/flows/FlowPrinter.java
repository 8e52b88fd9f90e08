package dev.yagura.cli.flows;

import dev.yagura.cli.output.Printable;
import dev.yagura.cli.output.Table;
import dev.yagura.cli.output.Table.Column;
import dev.yagura.enclave.api.Json;
import dev.yagura.kernel.table.Row;
import dev.yagura.network.flow.Flow;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Prints rows of flows: each as it ends, or all at the end in the order of their beginnings. */
public final class FlowPrinter {
    /** Rows that wait for the end: some hundred bytes each. */
    private static final int MAX_ROWS = 1_000_000;

    private static final Column PROCESS = Column.text("PROCESS");

    private static final List<Column> COLUMNS =
            List.of(
                    Column.text("FIRST"),
                    Column.text("PROTO"),
                    Column.text("CLIENT"),
                    Column.text("SERVER"),
                    Column.text("STATE"),
                    Column.text("APP"),
                    Column.number("PACKETS"),
                    Column.number("BYTES OUT"),
                    Column.number("BYTES IN"),
                    Column.text("NAMES"),
                    Column.text("ODD"));

    private final PrintWriter out;
    private final boolean json;
    private final boolean follow;
    private final boolean owners;
    private final Map<Long, Row> rows = new TreeMap<>();
    private long notShown;

    /**
     * Prints to {@code out}, as JSON or for people.
     *
     * @param owners whether rows say whose flows they are
     */
    public FlowPrinter(PrintWriter out, boolean json, boolean follow, boolean owners) {
        this.out = out;
        this.owners = owners;
        this.json = json;
        this.follow = follow;
    }

    /** Takes the row of a flow that has ended. */
    public void accept(Flow flow, Row row) {
        if (follow) {
            out.println(json ? Json.write(row) : Printable.of(String.join("  ", cells(row))));
            out.flush();
        } else if (rows.size() < MAX_ROWS) {
            rows.put(flow.number(), row);
        } else {
            notShown++;
        }
    }

    /** Prints what waits. */
    public void finish() {
        if (json) {
            rows.values().forEach(row -> out.println(Json.write(row)));
        } else if (!follow) {
            Table table =
                    new Table(
                            owners
                                    ? Stream.concat(COLUMNS.stream(), Stream.of(PROCESS)).toList()
                                    : COLUMNS);
            rows.values().forEach(row -> table.add(cells(row)));
            table.print(out);
        }
    }

    /** Returns how many flows were too many to be kept to the end. */
    public long notShown() {
        return notShown;
    }

    private List<String> cells(Row row) {
        List<String> cells = new ArrayList<>(flow(row));
        if (owners) {
            String comm = row.text("comm");
            cells.add(comm.isEmpty() ? "" : "%s(%s)".formatted(comm, row.text("pid")));
        }
        return cells;
    }

    private static List<String> flow(Row row) {
        return List.of(
                row.text("first"),
                row.text("protocol"),
                endpoint(row, "client"),
                endpoint(row, "server"),
                row.text("state"),
                row.text("app"),
                String.valueOf(row.number("packetsToServer") + row.number("packetsToClient")),
                row.text("bytesToServer"),
                row.text("bytesToClient"),
                names(row),
                odd(row));
    }

    private static String endpoint(Row row, String side) {
        String address = row.text(side);
        String written = address.contains(":") ? "[" + address + "]" : address;
        return written + ":" + row.text(side + "Port");
    }

    private static String names(Row row) {
        String names =
                row.fields().get("names") instanceof List<?> list
                        ? String.join(",", list.stream().map(String::valueOf).toList())
                        : "";
        return Boolean.TRUE.equals(row.fields().get("moreNames")) ? names + ",…" : names;
    }

    private static String odd(Row row) {
        String anomalies =
                row.fields().get("anomalies") instanceof Map<?, ?> counts
                        ? String.join(",", counts.keySet().stream().map(String::valueOf).toList())
                        : "";
        long missing = row.number("missingToServer") + row.number("missingToClient");
        String gaps = missing == 0 ? "" : "missing-bytes";
        String malformed = row.number("malformed") == 0 ? "" : "malformed";
        return String.join(
                ",",
                List.of(anomalies, gaps, malformed).stream()
                        .filter(text -> !text.isEmpty())
                        .toList());
    }
}
