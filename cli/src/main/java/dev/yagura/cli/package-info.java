/**
 * The {@code yagura} command: parse options, call, print.
 *
 * <p>A command holds no logic worth testing apart from what it calls. Results go to standard
 * output, everything else to standard error; exit codes are those of {@link
 * dev.yagura.cli.ExitCode}.
 */
@NullMarked
package dev.yagura.cli;

import org.jspecify.annotations.NullMarked;
