package dev.yagura.kernel.linux.fs;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A mounted filesystem; {@code fs/mount.h}. */
@KernelStruct("mount")
interface MountStruct extends StructView {
    @KernelField("mnt_id")
    int id();

    @KernelField("mnt_parent")
    long parentGva();

    @KernelField("mnt_parent->mnt_id")
    int parentId() throws IOException;

    /** Returns the number of the group that shares its mounts, 0 for none. */
    @KernelField("mnt_group_id")
    int groupId();

    /** Returns the number of the group whose mounts it receives. */
    @KernelField("mnt_master->mnt_group_id")
    OptionalInt masterGroupId() throws IOException;

    @KernelField("mnt_devname")
    Optional<String> source() throws IOException;

    @KernelField("mnt.mnt_flags")
    int flags();

    /** Returns how mounts spread, since 6.17; earlier that is among the flags. */
    @KernelField("mnt_t_flags")
    OptionalInt propagation();

    @KernelField("mnt.mnt_root")
    long rootGva();

    @KernelField("mnt.mnt_sb")
    long superBlockGva();

    @KernelField("mnt.mnt_sb->s_dev")
    OptionalInt device() throws IOException;

    /** Returns the {@code SB_*} bits. */
    @KernelField("mnt.mnt_sb->s_flags")
    OptionalLong superFlags() throws IOException;

    @KernelField("mnt.mnt_sb->s_type->name")
    Optional<String> filesystem() throws IOException;

    /** Returns what kind of a FUSE filesystem it is. */
    @KernelField("mnt.mnt_sb->s_subtype")
    Optional<String> subtype() throws IOException;
}
