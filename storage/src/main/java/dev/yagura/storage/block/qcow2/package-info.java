/**
 * QEMU's qcow2 images, versions 2 and 3, after QEMU's {@code docs/interop/qcow2.txt}. Read as QEMU
 * reads them: by the active L1 table. Reference counts, bitmaps and the disks of internal snapshots
 * are not looked at.
 */
@NullMarked
package dev.yagura.storage.block.qcow2;

import org.jspecify.annotations.NullMarked;
