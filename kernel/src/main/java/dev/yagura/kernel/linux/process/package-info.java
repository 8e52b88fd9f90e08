/**
 * What is known of processes beyond their names: credentials, name spaces, control groups,
 * sessions; and the memory that tasks are taken from.
 *
 * <p>Values are those of {@code /proc/PID/status}, {@code stat}, {@code ns} and {@code cgroup}.
 * What a kernel lacks, or a process has given up, is empty.
 */
@NullMarked
package dev.yagura.kernel.linux.process;

import org.jspecify.annotations.NullMarked;
