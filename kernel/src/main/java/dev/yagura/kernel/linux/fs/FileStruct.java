package dev.yagura.kernel.linux.fs;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;

/** An open file; {@code include/linux/fs.h}. */
@KernelStruct("file")
interface FileStruct extends StructView {
    @KernelField("f_op")
    long operationsGva();

    @KernelField("f_flags")
    int flags();

    /** Returns the {@code FMODE_*} bits. */
    @KernelField("f_mode")
    int mode();

    @KernelField("f_pos")
    long position();

    @KernelField("private_data")
    long privateGva();

    @KernelField("f_inode")
    long inodeGva();

    @KernelField("f_path.mnt")
    long mountGva();

    @KernelField("f_path.dentry")
    long dentryGva();
}
