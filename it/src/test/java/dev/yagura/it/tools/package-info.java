/**
 * What tools print in a guest, held against what the same tools print of it: row by row, column by
 * column, with what may differ named for each column.
 */
@NullMarked
package dev.yagura.it.tools;

import org.jspecify.annotations.NullMarked;
