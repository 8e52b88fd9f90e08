/**
 * Linux software RAID (MD): arrays of level 1, superblocks 0.90 and 1.0 to 1.2, after the kernel's
 * {@code include/uapi/linux/raid/md_p.h}. Other levels are recognised and refused by name.
 */
@NullMarked
package dev.yagura.storage.block.md;

import org.jspecify.annotations.NullMarked;
