/**
 * btrfs, read-only, after "On-disk Format" of the btrfs documentation and the kernel's {@code
 * include/uapi/linux/btrfs_tree.h}. Every checksum of metadata and data is verified; where there
 * are copies of what does not match, they are used. Not read are RAID5 and RAID6, zoned devices,
 * and the log tree, which is reported.
 */
@NullMarked
package dev.yagura.storage.btrfs;

import org.jspecify.annotations.NullMarked;
