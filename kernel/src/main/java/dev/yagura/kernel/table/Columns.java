package dev.yagura.kernel.table;

import dev.yagura.kernel.table.Column.Kind;
import dev.yagura.kernel.view.NullGuestPointerException;
import dev.yagura.memory.paging.PageNotPresentException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a table over objects of a type, each with where its values come from.
 *
 * <pre>{@code
 * Columns.<KernelModule>of()
 *         .text("name", "as in /proc/modules", KernelModule::name)
 *         .hex("base", "where its text starts", KernelModule::base)
 *         .more() // those that follow are in JSON only
 *         .hex("module", "struct module", KernelModule::gva)
 *         .table("modules", "loaded modules", ModulesTable::list);
 * }</pre>
 *
 * @param <T> type of the objects
 */
public final class Columns<T> {
    private final List<Column> columns = new ArrayList<>();
    private final List<Value<? super T>> values = new ArrayList<>();
    private boolean brief = true;

    private Columns() {}

    /**
     * Reads the value of a column.
     *
     * @param <T> type of the objects
     */
    @FunctionalInterface
    public interface Value<T> {
        /** Returns the value, null where the object has none. */
        @Nullable Object of(T object) throws IOException;
    }

    /**
     * Reads the value of a column of numbers.
     *
     * @param <T> type of the objects
     */
    @FunctionalInterface
    public interface LongValue<T> {
        /** Returns the value. */
        long of(T object) throws IOException;
    }

    /**
     * Lists the objects of a table.
     *
     * @param <T> type of the objects
     */
    @FunctionalInterface
    public interface Lister<T> {
        /** Hands all objects to the sink; throws as {@link GuestTable#read} does. */
        void list(TableContext context, RowSink<T> rows) throws IOException;
    }

    /** Starts a table. */
    public static <T> Columns<T> of() {
        return new Columns<>();
    }

    /** Adds a column of texts. */
    public Columns<T> text(String name, String meaning, Value<? super T> value) {
        return add(name, Kind.TEXT, meaning, value);
    }

    /** Adds a column of whole numbers. */
    public Columns<T> number(String name, String meaning, Value<? super T> value) {
        return add(name, Kind.NUMBER, meaning, value);
    }

    /** Adds a column of addresses or bit masks. */
    public Columns<T> hex(String name, String meaning, LongValue<? super T> value) {
        return add(name, Kind.HEX, meaning, object -> hex(value.of(object)));
    }

    /** Adds a column of addresses that is empty where the address is 0. */
    public Columns<T> hexOrNone(String name, String meaning, LongValue<? super T> value) {
        return add(
                name,
                Kind.HEX,
                meaning,
                object -> value.of(object) == 0 ? null : hex(value.of(object)));
    }

    /** Adds a column of flags. */
    public Columns<T> flag(String name, String meaning, Value<? super T> value) {
        return add(name, Kind.FLAG, meaning, value);
    }

    /** Adds a column of lists. */
    public Columns<T> list(String name, String meaning, Value<? super T> value) {
        return add(name, Kind.LIST, meaning, value);
    }

    /**
     * Adds a column read from a process's own memory: null where the page is not there. It may be
     * swapped out or never have been touched, which says nothing against the rest of the row.
     */
    public Columns<T> user(String name, Kind kind, String meaning, Value<? super T> value) {
        return add(name, kind, meaning, object -> orNull(value, object));
    }

    /** Says that the columns that follow are in JSON only. */
    public Columns<T> more() {
        brief = false;
        return this;
    }

    /** Completes a table of many rows. */
    public GuestTable table(String name, String title, Lister<T> lister) {
        return new ListedTable<>(name, title, columns, values, lister, false);
    }

    /** Completes a table of one row. */
    public GuestTable single(String name, String title, Lister<T> lister) {
        return new ListedTable<>(name, title, columns, values, lister, true);
    }

    private Columns<T> add(String name, Kind kind, String meaning, Value<? super T> value) {
        columns.add(new Column(name, kind, meaning, brief));
        values.add(value);
        return this;
    }

    private static <T> @Nullable Object orNull(Value<T> value, T object) throws IOException {
        try {
            return value.of(object);
        } catch (PageNotPresentException | NullGuestPointerException e) {
            return null;
        }
    }

    /** Returns a number as rows have addresses: {@code 0x} and no leading zeros. */
    public static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }

    /** Returns numbers as rows have lists of addresses. */
    public static List<String> hex(Collection<Long> values) {
        return values.stream().map(Columns::hex).toList();
    }
}
