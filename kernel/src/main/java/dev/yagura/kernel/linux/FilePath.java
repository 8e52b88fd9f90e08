package dev.yagura.kernel.linux;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;

/** An open file's place; {@code include/linux/fs.h}. */
@KernelStruct("file")
interface FilePath extends StructView {
    @KernelField("f_path.mnt")
    long mountGva();

    @KernelField("f_path.dentry")
    long dentryGva();
}
