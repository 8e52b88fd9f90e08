/**
 * Objects of a guest as tables: named, typed columns, and what could not be read.
 *
 * <p>A {@link dev.yagura.kernel.table.GuestTable} is what {@code yagura show} prints and what rules
 * are written over. {@link dev.yagura.kernel.table.Columns} makes one out of a record's accessors.
 */
@NullMarked
package dev.yagura.kernel.table;

import org.jspecify.annotations.NullMarked;
