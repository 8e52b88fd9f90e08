/**
 * What watches or diverts functions of a Linux guest's kernel: ftrace, kprobes, uprobes,
 * tracepoints and perf events.
 *
 * <p>Follows the sources of Linux 5.10 to 7.2. Nothing here judges what it reads.
 */
@NullMarked
package dev.yagura.kernel.linux.trace;

import org.jspecify.annotations.NullMarked;
