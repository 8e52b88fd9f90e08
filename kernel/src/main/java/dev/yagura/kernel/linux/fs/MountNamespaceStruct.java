package dev.yagura.kernel.linux.fs;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;

/** What a group of processes sees mounted; {@code fs/mount.h}. */
@KernelStruct("mnt_namespace")
interface MountNamespaceStruct extends StructView {
    /** Returns its number, unsigned. */
    @KernelField("ns.inum")
    int number();
}
