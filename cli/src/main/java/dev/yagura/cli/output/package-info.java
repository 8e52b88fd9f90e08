/**
 * What the user gets to see: tables for people, one JSON object a line for programs, progress on a
 * terminal.
 *
 * <p>Results go to standard output and everything else to standard error. Text that comes out of a
 * guest is escaped before it reaches a terminal.
 */
@NullMarked
package dev.yagura.cli.output;

import org.jspecify.annotations.NullMarked;
