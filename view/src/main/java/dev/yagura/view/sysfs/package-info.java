/**
 * The guest's sysfs, made from its kernel's memory: names, links and permissions are those of its
 * tree of {@code kernfs_node}s, {@code fs/kernfs} and {@code fs/sysfs} of Linux 5.10 to 7.2, as a
 * process of the first name spaces sees them.
 *
 * <p>Known is the content of {@code /sys/module} and of network interfaces; of other files it is
 * made by drivers, and an error for who reads it. What is mounted on directories of sysfs is no
 * part of it.
 */
@NullMarked
package dev.yagura.view.sysfs;

import org.jspecify.annotations.NullMarked;
