package dev.yagura.view.files;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;

/** Where a filesystem is mounted; {@code fs/mount.h}. */
@KernelStruct("mount")
interface MountView extends StructView {
    /** Returns the address of the directory's name that it is mounted on, in its parent. */
    @KernelField("mnt_mountpoint")
    long placeGva();

    /** Returns the address of the inode of the directory that is seen there. */
    @KernelField("mnt.mnt_root->d_inode")
    long rootInodeGva() throws IOException;
}
