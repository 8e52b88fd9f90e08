/**
 * XFS version 5, read-only, after "XFS Algorithms and Data Structures" and the kernel's {@code
 * xfs_format.h}, {@code xfs_da_format.h} and {@code xfs_log_format.h}. Every checksum of what is
 * read is verified, and so are the fields by which a block says where it is and whose. Hash indexes
 * of directories are not read: names are taken from the data blocks, so no forged index hides one.
 * Neither are free space, reverse mappings, reference counts, quotas and the realtime device.
 */
@NullMarked
package dev.yagura.storage.xfs;

import org.jspecify.annotations.NullMarked;
