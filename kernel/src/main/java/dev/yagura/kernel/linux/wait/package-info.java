/**
 * Tasks that wait for something to happen: where the kernel keeps whom it has to wake.
 *
 * <p>{@link dev.yagura.kernel.linux.wait.WaitStructures} is the way in. Read are wait queues of
 * pipes, sockets, epoll, terminals and children that end, and the hash tables of futexes; by the
 * sources of Linux 5.10 to 7.2, {@code include/linux/wait.h} and {@code kernel/futex}. Not read are
 * those of other files (event and timer descriptors, inotify, devices), of pages and of the
 * kernel's own locks.
 */
@NullMarked
package dev.yagura.kernel.linux.wait;

import org.jspecify.annotations.NullMarked;
