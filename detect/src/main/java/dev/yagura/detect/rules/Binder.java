package dev.yagura.detect.rules;

import dev.yagura.detect.rules.Expression.Comparison;
import dev.yagura.detect.rules.Expression.Value;
import dev.yagura.detect.yaml.YamlException;
import dev.yagura.detect.yaml.YamlSource;
import dev.yagura.kernel.table.Column;
import dev.yagura.kernel.table.GuestTable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/** Gives the names of a condition their meaning in a view. Belongs to one rule. */
final class Binder {
    private final YamlSource source;
    private final GuestTable view;
    private final Map<String, List<String>> lists;
    private final Map<String, Expression> macros;
    private final Deque<String> inMacros = new ArrayDeque<>();
    private final SequencedSet<String> used = new LinkedHashSet<>();
    private int comparisons;
    private int values;
    private int depth;

    /**
     * Prepares.
     *
     * @param lists items of each list by its name
     * @param macros conditions of each macro by its name
     */
    Binder(
            YamlSource source,
            GuestTable view,
            Map<String, List<String>> lists,
            Map<String, Expression> macros) {
        this.source = source;
        this.view = view;
        this.lists = lists;
        this.macros = macros;
    }

    /** Returns the columns that were asked for so far. */
    SequencedSet<String> used() {
        return used;
    }

    /**
     * Binds a condition.
     *
     * @throws YamlException if a field is not the view's, or a value is not of its kind
     */
    RowTest bind(Expression expression) throws YamlException {
        if (++depth > 2 * RuleLimits.DEPTH) {
            throw source.refused(
                    0,
                    "condition: macros and parentheses are nested deeper than %d levels"
                            .formatted(2 * RuleLimits.DEPTH));
        }
        RowTest test =
                switch (expression) {
                    case Expression.All(List<Expression> parts) -> {
                        List<RowTest> tests = bindAll(parts);
                        yield row -> tests.stream().allMatch(part -> part.matches(row));
                    }
                    case Expression.Any(List<Expression> parts) -> {
                        List<RowTest> tests = bindAll(parts);
                        yield row -> tests.stream().anyMatch(part -> part.matches(row));
                    }
                    case Expression.Not(Expression part) -> {
                        RowTest inner = bind(part);
                        yield row -> !inner.matches(row);
                    }
                    case Expression.Name(String name, int offset) -> name(name, offset);
                    case Comparison comparison -> comparison(comparison);
                };
        depth--;
        return test;
    }

    private List<RowTest> bindAll(List<Expression> parts) throws YamlException {
        List<RowTest> tests = new ArrayList<>();
        for (Expression part : parts) {
            tests.add(bind(part));
        }
        return tests;
    }

    private RowTest name(String name, int offset) throws YamlException {
        count(offset);
        Expression macro = macros.get(name);
        if (macro == null) {
            Optional<Column> column = FieldNames.column(view, name);
            if (column.isPresent() && column.get().kind() == Column.Kind.FLAG) {
                used.add(column.get().name());
                return ColumnTests.flag(column.get().name(), true);
            }
            throw source.refused(
                    offset,
                    column.isPresent()
                            ? "condition: \"%s\" stands alone, expected an operator behind it"
                                    .formatted(name)
                            : "condition: \"%s\" is no macro and no flag of view %s"
                                    .formatted(name, view.name()));
        }
        if (inMacros.contains(name)) {
            throw source.refused(
                    offset, "condition: macro \"%s\" is part of itself".formatted(name));
        }
        inMacros.push(name);
        RowTest test = bind(macro);
        inMacros.pop();
        return test;
    }

    private RowTest comparison(Comparison comparison) throws YamlException {
        count(comparison.offset());
        Column column =
                FieldNames.column(view, comparison.field())
                        .orElseThrow(() ->
                                source.refused(
                                        comparison.offset(),
                                        "condition: field is \"%s\", expected one of view %s: %s"
                                                .formatted(
                                                        comparison.field(),
                                                        view.name(),
                                                        names(view))));
        used.add(column.name());
        Operator operator = comparison.operator();
        if (!operator.fits(column.kind())) {
            throw source.refused(
                    comparison.offset(),
                    "condition: \"%s\" compares %s, a column of kind %s, expected another operator"
                            .formatted(
                                    operator.symbol(), column.name(), RuleWords.of(column.kind())));
        }
        if (operator == Operator.EXISTS) {
            return ColumnTests.exists(column.name());
        }
        List<Value> given = resolved(comparison);
        return switch (column.kind()) {
            case TEXT, LIST ->
                    ColumnTests.text(
                            column.name(), operator, given.stream().map(Value::text).toList());
            case NUMBER, HEX ->
                    ColumnTests.number(
                            column.name(),
                            operator,
                            numbers(column, operator, given),
                            column.kind() == Column.Kind.HEX);
            case FLAG -> {
                boolean expected = flag(column, given);
                yield ColumnTests.flag(column.name(), expected == (operator == Operator.EQUAL));
            }
        };
    }

    private static String names(GuestTable view) {
        return String.join(", ", view.columns().stream().map(Column::name).toList());
    }

    /** Puts the items of lists in the place of their names. */
    private List<Value> resolved(Comparison comparison) throws YamlException {
        List<Value> all = new ArrayList<>();
        for (Value value : comparison.values()) {
            List<String> items = value.quoted() ? null : lists.get(value.text());
            if (items == null) {
                all.add(value);
            } else {
                items.forEach(item -> all.add(new Value(item, true, value.offset())));
            }
        }
        values += all.size();
        if (values > RuleLimits.VALUES) {
            throw source.refused(
                    comparison.offset(),
                    "condition: has more than %d values with its lists and macros"
                            .formatted(RuleLimits.VALUES));
        }
        if (all.isEmpty()) {
            throw source.refused(comparison.offset(), "condition: list is empty, expected a value");
        }
        return all;
    }

    private List<Long> numbers(Column column, Operator operator, List<Value> given)
            throws YamlException {
        boolean ordered =
                switch (operator) {
                    case LESS, AT_MOST, GREATER, AT_LEAST -> true;
                    default -> false;
                };
        if (ordered && given.size() != 1) {
            throw source.refused(
                    given.get(1).offset(),
                    "condition: \"%s\" compares with %d values, expected one"
                            .formatted(operator.symbol(), given.size()));
        }
        List<Long> numbers = new ArrayList<>();
        for (Value value : given) {
            numbers.add(
                    ColumnTests.parse(value.text())
                            .orElseThrow(() -> wrong(column, value, "a whole number")));
        }
        return numbers;
    }

    private boolean flag(Column column, List<Value> given) throws YamlException {
        Value value = given.getFirst();
        if (given.size() != 1 || !value.text().matches("true|false")) {
            throw wrong(column, value, "true or false");
        }
        return value.text().equals("true");
    }

    private YamlException wrong(Column column, Value value, String expected) {
        return source.refused(
                value.offset(),
                "condition: %s is compared with \"%s\", expected %s"
                        .formatted(column.name(), value.text(), expected));
    }

    private void count(int offset) throws YamlException {
        if (++comparisons > RuleLimits.COMPARISONS) {
            throw source.refused(
                    offset,
                    "condition: has more than %d comparisons with its macros"
                            .formatted(RuleLimits.COMPARISONS));
        }
    }
}
