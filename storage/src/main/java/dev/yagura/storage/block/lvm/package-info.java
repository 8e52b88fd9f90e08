/**
 * LVM2: physical volumes with text metadata, after {@code lib/format_text/layout.h} of LVM2 and
 * what {@code vgcfgbackup} writes. Linear and striped logical volumes are read; all other kinds are
 * refused by name, one by one. The old binary format LVM1 is not read.
 */
@NullMarked
package dev.yagura.storage.block.lvm;

import org.jspecify.annotations.NullMarked;
