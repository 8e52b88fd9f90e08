/**
 * What Linux calls things that the files here have: modes as {@code stat(2)} gives them, error
 * numbers, and numbers of inodes where several filesystems are shown as one.
 *
 * <p>Numbers are those of {@code include/uapi} of Linux on x86-64 and arm64. For servers of files;
 * nothing here reads one.
 */
@NullMarked
package dev.yagura.storage.posix;

import org.jspecify.annotations.NullMarked;
