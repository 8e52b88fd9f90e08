package dev.yagura.detect.rules;

import dev.yagura.kernel.table.Row;

/** Tells whether a row is meant. */
@FunctionalInterface
interface RowTest {
    boolean matches(Row row);
}
