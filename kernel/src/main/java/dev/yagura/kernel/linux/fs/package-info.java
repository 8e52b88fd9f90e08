/**
 * Files and mounts: what processes have open, and which filesystems they see.
 *
 * <p>Structures are those of {@code include/linux/fs.h}, {@code fdtable.h} and {@code fs/mount.h},
 * 5.10 to 7.2; values are shown as {@code /proc/PID/fd}, {@code fdinfo} and {@code mountinfo} do.
 */
@NullMarked
package dev.yagura.kernel.linux.fs;

import org.jspecify.annotations.NullMarked;
