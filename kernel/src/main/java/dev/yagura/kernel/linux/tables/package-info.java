/**
 * Linux's objects as tables, one class each: what {@code yagura show VM NAME} prints.
 *
 * <p>The objects are read by {@link dev.yagura.kernel.linux} and the packages below it; a table
 * only names their properties. {@link dev.yagura.kernel.linux.tables.LinuxTables} has all.
 */
@NullMarked
package dev.yagura.kernel.linux.tables;

import org.jspecify.annotations.NullMarked;
