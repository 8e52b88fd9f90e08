/**
 * From a guest's disks to its tree of files: what lies on what, which key opens it, which
 * filesystem is the root, and what fstab(5) mounts where.
 *
 * <p>Everything here is told by the disks, so by the guest, and is bounded by {@link
 * dev.yagura.storage.disk.DiskLimits}. What cannot be read is named with its reason and does not
 * keep the rest from being read. Not done: mounts that systemd units or programs make, network
 * filesystems, putting overlays together; a hidden system that no table points at is not searched
 * for.
 */
@NullMarked
package dev.yagura.storage.disk;

import org.jspecify.annotations.NullMarked;
