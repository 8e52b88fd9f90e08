package dev.yagura.kernel.linux.fs;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;

/** A name's file; {@code include/linux/dcache.h}. */
@KernelStruct("dentry")
interface DentryInode extends StructView {
    /** Returns the address of the inode, 0 for a name of nothing. */
    @KernelField("d_inode")
    long inodeGva();
}
