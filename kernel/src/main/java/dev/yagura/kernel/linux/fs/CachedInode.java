package dev.yagura.kernel.linux.fs;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;

/** What a listing of cached files needs to know of each; {@code include/linux/fs.h}. */
@KernelStruct("inode")
interface CachedInode extends StructView {
    @KernelField("i_mode")
    int mode();

    @KernelField("i_ino")
    long number();

    @KernelField("i_rdev")
    int node();

    @KernelField("i_size")
    long size();

    @KernelField("i_nlink")
    int links();

    @KernelField("i_uid")
    int uid();

    /** Returns the pages in memory. */
    @KernelField("i_data.nrpages")
    long pages();
}
