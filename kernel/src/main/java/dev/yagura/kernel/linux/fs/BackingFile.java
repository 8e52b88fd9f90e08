package dev.yagura.kernel.linux.fs;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;

/** A file below a stacked filesystem, and the path above, since 6.8; {@code fs/file_table.c}. */
@KernelStruct("backing_file")
interface BackingFile extends StructView {
    @KernelField("user_path.mnt")
    long mountGva();

    @KernelField("user_path.dentry")
    long dentryGva();
}
