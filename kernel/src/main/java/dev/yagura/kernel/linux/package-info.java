/**
 * Linux's own objects: tasks, modules, process numbers, run queues, paths.
 *
 * <p>{@link dev.yagura.kernel.linux.Linux} is the way in. Names and numbers are those of the
 * kernel's sources, 5.10 to 7.2; what {@code /proc} prints is printed the same way where said so.
 */
@NullMarked
package dev.yagura.kernel.linux;

import org.jspecify.annotations.NullMarked;
