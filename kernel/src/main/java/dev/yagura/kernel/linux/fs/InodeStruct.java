package dev.yagura.kernel.linux.fs;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;

/** A file as its filesystem knows it; {@code include/linux/fs.h}. */
@KernelStruct("inode")
interface InodeStruct extends StructView {
    @KernelField("i_mode")
    int mode();

    @KernelField("i_ino")
    long number();

    /** Returns the device that a device file stands for, as the kernel encodes it. */
    @KernelField("i_rdev")
    int node();

    @KernelField("i_size")
    long size();

    @KernelField("i_nlink")
    int links();

    @KernelField("i_uid")
    int uid();

    @KernelField("i_gid")
    int gid();

    /** Returns the device of the filesystem, as the kernel encodes it. */
    @KernelField("i_sb->s_dev")
    OptionalInt device() throws IOException;

    @KernelField("i_sb->s_type->name")
    Optional<String> filesystem() throws IOException;
}
