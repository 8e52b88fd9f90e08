package dev.yagura.view.proc.pid;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.storage.posix.Errno;
import dev.yagura.storage.posix.ErrnoException;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;
import java.util.OptionalLong;

/** Where {@code cwd}, {@code root} and {@code exe} lead; fs/proc/base.c. */
record PlaceLinks(ProcGuest guest, Task task) {

    @KernelStruct("task_struct")
    interface Places extends StructView {
        @KernelField("fs->root.mnt")
        OptionalLong rootMountGva() throws IOException;

        @KernelField("fs->root.dentry")
        OptionalLong rootDentryGva() throws IOException;

        @KernelField("fs->pwd.mnt")
        OptionalLong cwdMountGva() throws IOException;

        @KernelField("fs->pwd.dentry")
        OptionalLong cwdDentryGva() throws IOException;
    }

    byte[] root() throws IOException {
        Places places = guest.views().at(Places.class, task.gva());
        return path("root", places.rootMountGva(), places.rootDentryGva());
    }

    byte[] cwd() throws IOException {
        Places places = guest.views().at(Places.class, task.gva());
        return path("cwd", places.cwdMountGva(), places.cwdDentryGva());
    }

    byte[] exe() throws IOException {
        return guest.linux()
                .tasks()
                .executable(task)
                .orElseThrow(() -> gone("exe"))
                .getBytes(UTF_8);
    }

    private byte[] path(String name, OptionalLong mount, OptionalLong dentry) throws IOException {
        if (mount.orElse(0) == 0 || dentry.orElse(0) == 0) {
            throw gone(name);
        }
        return guest.linux()
                .paths()
                .of(mount.getAsLong(), dentry.getAsLong())
                .toString()
                .getBytes(UTF_8);
    }

    /** What the kernel answers as well: the link is there and leads nowhere. */
    private ErrnoException gone(String name) {
        return new ErrnoException(
                Errno.ENOENT, "/proc/%d/%s: leads nowhere".formatted(task.pid(), name));
    }
}
