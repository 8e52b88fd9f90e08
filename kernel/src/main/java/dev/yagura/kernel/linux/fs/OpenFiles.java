package dev.yagura.kernel.linux.fs;

import dev.yagura.kernel.linux.GuestPath;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Paths;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.TaskStruct;
import dev.yagura.kernel.linux.Tasks;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.Walk;
import java.io.IOException;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What processes have open; {@code fs/proc/fd.c} and {@code fs/proc/base.c}.
 *
 * <p>A thread that has a table of its own, which {@code /proc/PID/fd} of its process does not show,
 * is read too. Safe for concurrent use.
 */
public final class OpenFiles {
    private final StructViews views;
    private final Tasks tasks;
    private final Paths paths;
    private final DescriptorTables descriptors;
    private final FileNodes nodes;

    private OpenFiles(Linux linux) throws IOException {
        this.views = linux.views();
        this.tasks = linux.tasks();
        this.paths = linux.paths();
        this.nodes = FileNodes.of(linux);
        this.descriptors = new DescriptorTables(views);
    }

    /**
     * Prepares to read.
     *
     * @throws IOException if this kernel's files cannot be read: a field or symbol is missing
     */
    public static OpenFiles of(Linux linux) throws IOException {
        linux.views().require(TaskFiles.class, FileStruct.class);
        return new OpenFiles(linux);
    }

    /**
     * Returns what a process holds: {@code cwd}, {@code root} and {@code exe}, then its
     * descriptors, ascending. Kernel threads have a root and a directory too.
     *
     * @throws IOException if this kernel has no such files, or the memory source fails
     */
    public Partial<OpenFile> of(Task process) throws IOException {
        Partial.Collector<OpenFile> found = Partial.collector();
        TaskFiles files = views.at(TaskFiles.class, process.gva());
        place(found, process, "cwd", files.cwdMountGva(), files.cwdDentryGva());
        place(found, process, "root", files.rootMountGva(), files.rootDentryGva());
        long exe = files.exeFileGva().orElse(0);
        if (exe != 0) {
            found.add(
                    what(process.pid(), "exe"),
                    () -> file(process.tgid(), process.pid(), "exe", exe, 0));
        }
        table(found, process.tgid(), process.pid(), files);
        threads(found, process, files.filesGva());
        return found.done();
    }

    private void threads(Partial.Collector<OpenFile> found, Task process, long shared)
            throws IOException {
        Walk<TaskStruct> threads = tasks.walkThreads(tasks.at(process.gva()));
        found.check(threads);
        Set<Long> seen = new HashSet<>();
        seen.add(shared);
        seen.add(0L);
        for (TaskStruct thread : threads.items()) {
            if (seen.add(thread.filesGva())) {
                table(found, process.tgid(), thread.pid(), views.at(TaskFiles.class, thread.gva()));
            }
        }
    }

    private void table(Partial.Collector<OpenFile> found, int pid, int tid, TaskFiles files)
            throws IOException {
        descriptors.read(
                found,
                tid,
                files,
                descriptor ->
                        file(
                                pid,
                                tid,
                                Integer.toString(descriptor.number()),
                                descriptor.fileGva(),
                                descriptor.closesOnExec() ? OpenFile.CLOSE_ON_EXEC : 0));
    }

    private void place(
            Partial.Collector<OpenFile> found,
            Task process,
            String holder,
            OptionalLong mount,
            OptionalLong dentry)
            throws IOException {
        if (mount.orElse(0) == 0 || dentry.orElse(0) == 0) {
            return; // A zombie has given up its directories.
        }
        found.add(
                what(process.pid(), holder),
                () -> {
                    GuestPath path = paths.of(mount.getAsLong(), dentry.getAsLong());
                    return new OpenFile(
                            process.tgid(),
                            process.pid(),
                            holder,
                            0,
                            path,
                            nodes.ofDentry(dentry.getAsLong()),
                            0,
                            0,
                            0,
                            0,
                            0);
                });
    }

    private OpenFile file(int pid, int tid, String holder, long gva, int closeOnExec)
            throws IOException {
        FileStruct file = views.at(FileStruct.class, gva);
        return new OpenFile(
                pid,
                tid,
                holder,
                gva,
                paths.of(file.mountGva(), file.dentryGva()),
                nodes.at(file.inodeGva()),
                (file.flags() & ~OpenFile.CLOSE_ON_EXEC) | closeOnExec,
                file.mode(),
                file.position(),
                file.operationsGva(),
                file.privateGva());
    }

    private static String what(int tid, String holder) {
        return "process %d, file %s".formatted(tid, holder);
    }
}
