package dev.yagura.kernel.linux;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;

/** A mounted filesystem; {@code fs/mount.h}. Pointers elsewhere lead to its {@code mnt}. */
@KernelStruct("mount")
interface Mount extends StructView {
    @KernelField("mnt_parent")
    long parentGva();

    @KernelField("mnt_mountpoint")
    long mountpointGva();

    @KernelField("mnt.mnt_root")
    long rootGva();
}
