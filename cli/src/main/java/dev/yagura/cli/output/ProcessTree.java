package dev.yagura.cli.output;

import dev.yagura.kernel.table.Row;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Orders processes so that children follow their parents.
 *
 * <p>The guest says who is whose parent, so it may say nonsense: every row is kept, and each is
 * there once.
 */
public final class ProcessTree {
    private static final String INDENT = "  ";

    private ProcessTree() {}

    private record Placed(Row row, int depth) {}

    /** Returns the rows of {@code processes} as a tree, its depth shown before {@code comm}. */
    public static List<Row> of(List<Row> rows) {
        Set<Long> known = new HashSet<>();
        Map<Long, List<Row>> children = new LinkedHashMap<>();
        rows.forEach(row -> known.add(row.number("pid")));
        for (Row row : rows) {
            long parent = row.number("ppid");
            boolean top = !known.contains(parent) || parent == row.number("pid");
            children.computeIfAbsent(top ? 0L : parent, _ -> new ArrayList<>()).add(row);
        }
        List<Row> tree = new ArrayList<>(rows.size());
        Set<Row> seen = new HashSet<>();
        place(children.getOrDefault(0L, List.of()), children, seen, tree);
        for (Row row : rows) {
            place(List.of(row), children, seen, tree); // only what is in a circle is left by now
        }
        return List.copyOf(tree);
    }

    private static void place(
            List<Row> tops, Map<Long, List<Row>> children, Set<Row> seen, List<Row> tree) {
        Deque<Placed> open = new ArrayDeque<>();
        tops.reversed().forEach(row -> open.push(new Placed(row, 0)));
        while (!open.isEmpty()) {
            Placed next = open.pop();
            if (!seen.add(next.row())) {
                continue;
            }
            String comm = INDENT.repeat(next.depth()) + next.row().text("comm");
            tree.add(next.row().with(Map.of("comm", comm)));
            long pid = next.row().number("pid");
            List<Row> below = pid == 0 ? List.of() : children.getOrDefault(pid, List.of());
            below.reversed().forEach(row -> open.push(new Placed(row, next.depth() + 1)));
        }
    }
}
