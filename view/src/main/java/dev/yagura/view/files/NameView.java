package dev.yagura.view.files;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;

/** A name in a directory, in the kernel's cache of names; {@code include/linux/dcache.h}. */
@KernelStruct("dentry")
interface NameView extends StructView {
    @KernelField("d_name.name")
    long nameGva();

    /** Returns the name's length in bytes. */
    @KernelField("d_name.len")
    int nameLength();

    /** Returns 0 for a name that is no longer its directory's, or not yet. */
    @KernelField("d_hash.pprev")
    long hashed();

    /** Returns the address of the inode; 0 for a name that is known not to be there. */
    @KernelField("d_inode")
    long inodeGva();
}
