package dev.yagura.kernel.linux.fs;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The files of a task; fields are empty once the task has given them up. */
@KernelStruct("task_struct")
interface TaskFiles extends StructView {
    @KernelField("files")
    long filesGva();

    @KernelField("files->fdt->max_fds")
    OptionalInt capacity() throws IOException;

    /** Returns the address of the array of pointers to files. */
    @KernelField("files->fdt->fd")
    OptionalLong descriptorsGva() throws IOException;

    /** Returns the address of the bit map of descriptors that close on exec. */
    @KernelField("files->fdt->close_on_exec")
    OptionalLong closeOnExecGva() throws IOException;

    @KernelField("fs->root.mnt")
    OptionalLong rootMountGva() throws IOException;

    @KernelField("fs->root.dentry")
    OptionalLong rootDentryGva() throws IOException;

    @KernelField("fs->pwd.mnt")
    OptionalLong cwdMountGva() throws IOException;

    @KernelField("fs->pwd.dentry")
    OptionalLong cwdDentryGva() throws IOException;

    @KernelField("mm->exe_file")
    OptionalLong exeFileGva() throws IOException;
}
