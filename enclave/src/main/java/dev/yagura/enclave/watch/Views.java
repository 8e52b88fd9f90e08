package dev.yagura.enclave.watch;

import dev.yagura.kernel.KernelIdentity;
import dev.yagura.kernel.linux.KernelModule;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.Tasks;
import dev.yagura.kernel.view.NullGuestPointerException;
import dev.yagura.memory.paging.PageNotPresentException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Kernel objects as rows; the field names are part of the command line's contract. */
final class Views {
    private Views() {}

    static Row kernel(KernelIdentity kernel) {
        return Row.of(
                "banner", kernel.banner(),
                "release", kernel.release(),
                "textBase", hex(kernel.textBase()),
                "physicalBase", hex(kernel.physicalBase()),
                "kaslrOffset", hex(kernel.kaslrOffset()),
                "pagingLevels", kernel.pagingLevels(),
                "dtb", hex(kernel.dtb()),
                "symbols", kernel.symbols(),
                "types", kernel.types(),
                "symbolSource", kernel.symbolSource(),
                "typeSource", kernel.typeSource());
    }

    static List<Row> rows(View view, Linux linux) throws IOException {
        return switch (view) {
            case KERNEL -> throw new IllegalArgumentException("the kernel's row needs no look");
            case PROCESSES -> processes(linux.tasks());
            case MODULES -> modules(linux);
        };
    }

    private static List<Row> processes(Tasks tasks) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (Task task : tasks.processes()) {
            rows.add(
                    Row.of(
                            "pid", task.tgid(),
                            "tgid", task.tgid(),
                            "ppid", task.ppid(),
                            "uid", task.uid(),
                            // What ps prints; of kernel threads the kernel itself makes more than
                            // the task's own field holds, which stands in taskComm.
                            "comm", task.displayName(),
                            "state", String.valueOf(task.state().letter()),
                            "kernelThread", task.kernelThread(),
                            "cmdline", orNull(() -> commandLine(tasks, task)),
                            "exe", orNull(() -> executable(tasks, task)),
                            "taskComm", task.comm(),
                            "task", hex(task.gva())));
        }
        return rows;
    }

    private static List<Row> modules(Linux linux) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (KernelModule module : linux.modules().list()) {
            if (module.state() != KernelModule.State.UNFORMED) { // /proc/modules hides them too
                rows.add(
                        Row.of(
                                "name", module.name(),
                                "size", module.size(),
                                "refcount", module.refcount(),
                                "base", hex(module.base()),
                                "state", module.state().label(),
                                "usedBy", module.users(),
                                "taints", module.taints(),
                                "module", hex(module.gva())));
            }
        }
        return rows;
    }

    private static @Nullable String commandLine(Tasks tasks, Task task) throws IOException {
        return tasks.commandLine(task).map(words -> String.join(" ", words)).orElse(null);
    }

    private static @Nullable String executable(Tasks tasks, Task task) throws IOException {
        Optional<?> path = tasks.executable(task);
        return path.map(Object::toString).orElse(null);
    }

    /** Something read from a process's own memory. */
    @FunctionalInterface
    private interface Detail {
        @Nullable String read() throws IOException;
    }

    /**
     * Returns a detail, or null where its page is not there: a process's own memory may be swapped
     * out or never have been touched, which says nothing against the process list.
     */
    private static @Nullable String orNull(Detail detail) throws IOException {
        try {
            return detail.read();
        } catch (PageNotPresentException | NullGuestPointerException e) {
            return null;
        }
    }

    static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
