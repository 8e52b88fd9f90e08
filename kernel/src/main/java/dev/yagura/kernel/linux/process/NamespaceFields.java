package dev.yagura.kernel.linux.process;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The name spaces a task is in; {@code include/linux/nsproxy.h}. Numbers are unsigned. */
@KernelStruct("task_struct")
interface NamespaceFields extends StructView {
    @KernelField("nsproxy->uts_ns->ns.inum")
    OptionalInt uts() throws IOException;

    @KernelField("nsproxy->ipc_ns->ns.inum")
    OptionalInt ipc() throws IOException;

    @KernelField("nsproxy->mnt_ns->ns.inum")
    OptionalInt mnt() throws IOException;

    @KernelField("nsproxy->net_ns->ns.inum")
    OptionalInt net() throws IOException;

    @KernelField("nsproxy->time_ns->ns.inum")
    OptionalInt time() throws IOException;

    @KernelField("nsproxy->cgroup_ns->ns.inum")
    OptionalInt cgroup() throws IOException;

    @KernelField("real_cred->user_ns->ns.inum")
    OptionalInt user() throws IOException;

    /** Returns the address of its {@code struct pid}. */
    @KernelField("thread_pid")
    OptionalLong pidGva();

    /** Returns how many pid name spaces are around its own. */
    @KernelField("thread_pid->level")
    OptionalInt pidLevel() throws IOException;
}
