/**
 * The guest's files as the guest sees them: what its disks hold, and what its memory has that is
 * newer or nowhere else.
 *
 * <p>Structures are those of {@code include/linux/fs.h}, {@code dcache.h} and {@code fs/mount.h},
 * 5.10 to 7.2. Mounts, names and inodes are read once, so of one moment if the guest stands still
 * meanwhile; contents are read when they are asked for, and checked for having become another
 * file's. Inodes and names of ext2, ext3, ext4 and xfs are joined with the disk's, of ext3 and ext4
 * all structures; of btrfs and vfat, whose inode numbers in memory are not those of the disk, only
 * the place where they are mounted is known from memory. Not done: files of procfs, sysfs and their
 * like, network filesystems, overlays, extended attributes that are in memory only, pages in swap
 * space.
 */
@NullMarked
package dev.yagura.view.files;

import org.jspecify.annotations.NullMarked;
