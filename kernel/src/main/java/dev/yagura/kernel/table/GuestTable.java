package dev.yagura.kernel.table;

import java.io.IOException;
import java.util.List;

/**
 * A kind of object in a guest's kernel, listed.
 *
 * <p>A table is whole or says what is missing: an object that cannot be read becomes a {@link Gap},
 * a list that breaks off becomes one too, and only what makes the table meaningless is an
 * exception.
 */
public interface GuestTable {
    /** Returns the word for it on the command line and in URLs: lower case, dashes. */
    String name();

    /** Returns what it lists, in a line. */
    String title();

    /** Returns its columns in order; each row has a value or null for each wanted. */
    List<Column> columns();

    /** Returns whether it has one row only, better read as a list of its fields. */
    boolean isSingle();

    /**
     * Lists the objects.
     *
     * @throws dev.yagura.kernel.view.KernelLayoutException if this kernel lacks what is listed
     * @throws IOException if guest memory cannot be read, or the list is not to be believed
     */
    TableRows read(TableContext context) throws IOException;
}
