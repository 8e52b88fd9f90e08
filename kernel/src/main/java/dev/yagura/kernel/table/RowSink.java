package dev.yagura.kernel.table;

import java.io.IOException;

/**
 * Where a table's objects go while they are listed.
 *
 * @param <T> type of the objects
 */
public interface RowSink<T> {
    /** How many gaps a table tells one by one; those beyond are counted. */
    int MAX_GAPS = 100;

    /**
     * Adds the object's row; one that cannot be read becomes a gap.
     *
     * @throws dev.yagura.kernel.view.KernelLayoutException if this kernel lacks a field of all rows
     * @throws IOException as {@link GuestTable#read} has it
     */
    void add(T object) throws IOException;

    /** Says that something is missing. */
    void gap(String what, String why);
}
