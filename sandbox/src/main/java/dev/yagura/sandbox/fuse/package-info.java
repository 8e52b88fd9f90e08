/**
 * A tree of files, mounted on this host, read-only.
 *
 * <p>Follows {@code include/uapi/linux/fuse.h} of Linux, protocol 7.31, spoken with the kernel over
 * {@code /dev/fuse} itself: no libfuse. Names, targets and attributes' names are bytes on all of
 * the way. Needs the right to mount. Not done: writing, locks, {@code SEEK_HOLE}, attributes with
 * names.
 */
@NullMarked
package dev.yagura.sandbox.fuse;

import org.jspecify.annotations.NullMarked;
