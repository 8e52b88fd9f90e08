package dev.yagura.kernel.table;

import java.io.IOException;

/**
 * A kind of object in a guest's kernel, listed.
 *
 * <p>A table is whole or says what is missing: an object that cannot be read becomes a {@link Gap},
 * a list that breaks off becomes one too, and only what makes the table meaningless is an
 * exception.
 */
public interface GuestTable extends TableInfo {
    /**
     * Lists the objects.
     *
     * @throws dev.yagura.kernel.view.KernelLayoutException if this kernel lacks what is listed
     * @throws IOException if guest memory cannot be read, or the list is not to be believed
     */
    TableRows read(TableContext context) throws IOException;
}
