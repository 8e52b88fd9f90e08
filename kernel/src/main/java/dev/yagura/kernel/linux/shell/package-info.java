/**
 * What shells of a Linux guest remember of the commands that they were given.
 *
 * <p>Follows GNU readline's {@code history.h}, whose {@code HIST_ENTRY} has not changed since
 * version 5. No types of a program are known, so entries are told by their time stamps; other
 * shells than bash are not read.
 */
@NullMarked
package dev.yagura.kernel.linux.shell;

import org.jspecify.annotations.NullMarked;
