package dev.yagura.kernel.linux.fs;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;
import java.util.OptionalLong;

/** Which mounts a task sees. */
@KernelStruct("task_struct")
interface TaskMounts extends StructView {
    /** Returns the address of its {@code mnt_namespace}; empty for tasks that have ended. */
    @KernelField("nsproxy->mnt_ns")
    OptionalLong namespaceGva() throws IOException;

    /** Returns the address of the {@code struct vfsmount} that its root is on. */
    @KernelField("fs->root.mnt")
    OptionalLong rootMountGva() throws IOException;
}
