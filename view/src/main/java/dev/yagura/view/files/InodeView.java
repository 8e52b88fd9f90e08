package dev.yagura.view.files;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.util.OptionalLong;

/** A file as the kernel has it in memory; {@code include/linux/fs.h}. */
@KernelStruct("inode")
interface InodeView extends StructView {
    @KernelField("i_mode")
    int mode();

    @KernelField("i_ino")
    long number();

    /** Returns what tells a file from the one that had its number before. */
    @KernelField("i_generation")
    OptionalLong generation();

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

    /** Returns the address of the {@code super_block}. */
    @KernelField("i_sb")
    long superBlockGva();

    @KernelField("i_data.nrpages")
    long pages();

    /** Returns the address of the first of its names' list nodes, 0 for none. */
    @KernelField("i_dentry.first")
    long firstNameGva();

    /** Returns the address of a symbolic link's target where that is in memory as a text. */
    @KernelField("i_link")
    OptionalLong targetGva();

    @KernelField({"i_mtime_sec", "__i_mtime.tv_sec", "i_mtime.tv_sec"})
    OptionalLong modifiedSeconds();

    @KernelField({"i_mtime_nsec", "__i_mtime.tv_nsec", "i_mtime.tv_nsec"})
    OptionalLong modifiedNanos();

    @KernelField({"i_ctime_sec", "__i_ctime.tv_sec", "i_ctime.tv_sec"})
    OptionalLong changedSeconds();

    /** Returns the nanoseconds, and since 6.13 in bit 31 whether somebody has asked for them. */
    @KernelField({"i_ctime_nsec", "__i_ctime.tv_nsec", "i_ctime.tv_nsec"})
    OptionalLong changedNanos();

    @KernelField({"i_atime_sec", "__i_atime.tv_sec", "i_atime.tv_sec"})
    OptionalLong accessedSeconds();

    @KernelField({"i_atime_nsec", "__i_atime.tv_nsec", "i_atime.tv_nsec"})
    OptionalLong accessedNanos();
}
