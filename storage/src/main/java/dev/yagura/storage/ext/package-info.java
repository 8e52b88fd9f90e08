/**
 * ext2, ext3 and ext4, read-only, after the kernel's {@code Documentation/filesystems/ext4}; the
 * journal (JBD2) is replayed in memory. Every checksum there is, is verified. Indexes of hashed
 * directories are not used: names are taken from the leaves, so no forged index hides one.
 */
@NullMarked
package dev.yagura.storage.ext;

import org.jspecify.annotations.NullMarked;
