/**
 * Everything that a program in the guest finds below its root directory: its files, as {@link
 * dev.yagura.view.files} has them, with what its kernel makes up mounted on them.
 *
 * <p>{@code /proc} and {@code /sys} are those of {@link dev.yagura.view.proc} and {@link
 * dev.yagura.view.sysfs}; {@code /dev} is the guest's own, whose device files are told and stand
 * for nothing here. Other filesystems that kernels make up (debugfs, cgroup2 and their like) are as
 * empty as the directories that they are mounted on.
 */
@NullMarked
package dev.yagura.view.guest;

import org.jspecify.annotations.NullMarked;
