package dev.yagura.detect.rules;

import dev.yagura.kernel.table.Row;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Comparisons of one column, made once for each rule.
 *
 * <p>A value that is absent compares with nothing: only {@code !=}, the opposite of {@code =},
 * holds for it. A comparison of a list holds if it holds for an element.
 */
final class ColumnTests {
    private ColumnTests() {}

    static RowTest exists(String column) {
        return row -> {
            Object value = row.fields().get(column);
            return value != null && !(value instanceof List<?> list && list.isEmpty());
        };
    }

    static RowTest flag(String column, boolean expected) {
        return row -> Boolean.valueOf(expected).equals(row.fields().get(column));
    }

    /** Compares a column of texts or of lists. */
    static RowTest text(String column, Operator operator, List<String> values) {
        Predicate<String> test =
                switch (operator) {
                    case EQUAL, NOT_EQUAL, IN -> {
                        Set<String> set = new HashSet<>(values);
                        yield set::contains;
                    }
                    case CONTAINS -> text -> values.stream().anyMatch(text::contains);
                    case STARTS_WITH -> text -> values.stream().anyMatch(text::startsWith);
                    case ENDS_WITH -> text -> values.stream().anyMatch(text::endsWith);
                    case GLOB -> {
                        List<Glob> globs = values.stream().map(Glob::of).toList();
                        yield text -> globs.stream().anyMatch(glob -> glob.matches(text));
                    }
                    default -> throw new IllegalArgumentException("operator = " + operator);
                };
        RowTest found = row -> anyText(row.fields().get(column), test);
        return operator == Operator.NOT_EQUAL ? row -> !found.matches(row) : found;
    }

    private static boolean anyText(@Nullable Object value, Predicate<String> test) {
        return switch (value) {
            case null -> false;
            case List<?> list ->
                    list.stream().anyMatch(item -> item != null && test.test(item.toString()));
            default -> test.test(value.toString());
        };
    }

    /**
     * Compares a column of numbers or addresses.
     *
     * @param unsigned whether its values are addresses or masks
     */
    static RowTest number(String column, Operator operator, List<Long> values, boolean unsigned) {
        long first = values.getFirst();
        LongPredicate test =
                switch (operator) {
                    case EQUAL, NOT_EQUAL, IN -> new HashSet<>(values)::contains;
                    case LESS -> value -> compare(value, first, unsigned) < 0;
                    case AT_MOST -> value -> compare(value, first, unsigned) <= 0;
                    case GREATER -> value -> compare(value, first, unsigned) > 0;
                    case AT_LEAST -> value -> compare(value, first, unsigned) >= 0;
                    default -> throw new IllegalArgumentException("operator = " + operator);
                };
        RowTest found =
                row -> {
                    OptionalLong value = number(row, column);
                    return value.isPresent() && test.test(value.getAsLong());
                };
        return operator == Operator.NOT_EQUAL ? row -> !found.matches(row) : found;
    }

    private static int compare(long a, long b, boolean unsigned) {
        return unsigned ? Long.compareUnsigned(a, b) : Long.compare(a, b);
    }

    private static OptionalLong number(Row row, String column) {
        Object value = row.fields().get(column);
        return switch (value) {
            case Number number -> OptionalLong.of(number.longValue());
            case String text -> parse(text).map(OptionalLong::of).orElseGet(OptionalLong::empty);
            case null, default -> OptionalLong.empty();
        };
    }

    /** Returns a whole number as rules and rows have it: decimal, or hex behind {@code 0x}. */
    static Optional<Long> parse(String text) {
        try {
            return Optional.of(
                    text.startsWith("0x")
                            ? Long.parseUnsignedLong(text.substring(2), 16)
                            : Long.parseLong(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
