package dev.yagura.view.proc.pid;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.TaskFlags;
import dev.yagura.kernel.linux.process.Credentials;
import dev.yagura.kernel.linux.process.Processes;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.view.proc.guest.ProcGuest;
import dev.yagura.view.proc.net.NetFolder;
import dev.yagura.view.synthetic.Content;
import dev.yagura.view.synthetic.FixedFolder;
import dev.yagura.view.synthetic.Folder;
import dev.yagura.view.synthetic.Inode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Makes the directory of a process, or of one of its threads; {@code tgid_base_stuff} and {@code
 * tid_base_stuff} of fs/proc/base.c.
 */
public final class TaskFolder {
    /** {@code MMF_DUMPABLE_MASK}, and what it holds for a program that its user may trace. */
    private static final long DUMPABLE_MASK = 3;

    private static final long DUMPABLE = 1;

    private record Unknown(String name, int permissions) {}

    /** Files whose content memory does not tell. */
    private static final List<Unknown> UNKNOWN =
            List.of(
                    new Unknown("sched", 0644),
                    new Unknown("syscall", 0400),
                    new Unknown("numa_maps", 0444),
                    new Unknown("mem", 0600),
                    new Unknown("smaps", 0444),
                    new Unknown("smaps_rollup", 0444),
                    new Unknown("pagemap", 0400),
                    new Unknown("wchan", 0444),
                    new Unknown("stack", 0400));

    private final ProcGuest guest;
    private final Task task;
    private final boolean process;
    private final String path;
    private final Inode open;
    private final Inode guarded;
    private final Map<String, StoredFile> files = new LinkedHashMap<>();

    private TaskFolder(ProcGuest guest, Task task, boolean process) throws IOException {
        this.guest = guest;
        this.task = task;
        this.process = process;
        this.path = process ? "/" + task.pid() : "/%d/task/%d".formatted(task.tgid(), task.pid());
        Credentials credentials = Processes.of(guest.linux()).credentials(task);
        boolean ofKernel = task.kernelThread() || credentials.uids().size() < 2;
        int uid = ofKernel ? 0 : credentials.uids().get(1).intValue();
        int gid =
                ofKernel || credentials.gids().size() < 2
                        ? 0
                        : credentials.gids().get(1).intValue();
        this.open = guest.inode(path, 0555, uid, gid);
        this.guarded = isDumpable() ? open : guest.inode(path, 0555, 0, 0);
    }

    /**
     * Makes the directory {@code /proc/PID}. What can be there for a thread's number only, which no
     * reader is shown, is there as well.
     *
     * @throws IOException if the task cannot be read
     */
    public static StoredFile ofProcess(ProcGuest guest, Task task) throws IOException {
        return new TaskFolder(guest, task, true).make();
    }

    /** Makes the directory {@code /proc/PID/task/TID}; as {@link #ofProcess}. */
    static StoredFile ofThread(ProcGuest guest, Task task) throws IOException {
        return new TaskFolder(guest, task, false).make();
    }

    /** Files of a program that its user may not trace are root's; {@code task_dump_owner()}. */
    private boolean isDumpable() throws IOException {
        TaskFields fields = guest.views().at(TaskFields.class, task.gva());
        if (fields.mmGva() == 0 || (fields.flags() & TaskFlags.KERNEL_THREAD) != 0) {
            return false;
        }
        long flags = guest.views().at(MmFields.class, fields.mmGva()).flags().orElse(DUMPABLE);
        return (flags & DUMPABLE_MASK) == DUMPABLE;
    }

    private StoredFile make() throws IOException {
        directories();
        state();
        memory();
        places();
        numbers();
        for (Unknown unknown : UNKNOWN) {
            Inode inode = guarded.with(number(unknown.name()), unknown.permissions());
            files.put(
                    unknown.name(),
                    guest.unknown(inode, unknown.name() + ": is not in the guest's memory"));
        }
        return guest.directory(open.with(number(""), 0555), FixedFolder.of(files));
    }

    private long number(String name) {
        return ProcGuest.numberOf(path + "/" + name);
    }

    private void file(String name, int permissions, Content content) {
        files.put(name, guest.file(guarded.with(number(name), permissions), content));
    }

    private void directory(String name, int permissions, Folder folder) {
        Inode owner = permissions == 0555 ? open : guarded;
        files.put(name, guest.directory(owner.with(number(name), permissions), folder));
    }

    private void link(String name, Content target) {
        files.put(name, guest.link(guarded.with(number(name), 0777), 0, target));
    }

    private void directories() throws IOException {
        Descriptors descriptors = new Descriptors(guest, task, guarded, path);
        if (process) {
            directory("task", 0555, new ThreadsFolder(guest, task));
        }
        directory("fd", 0500, descriptors.links());
        directory("fdinfo", guest.isAtLeast(5, 14) ? 0555 : 0500, descriptors.information());
        directory("ns", 0511, new NamespaceLinks(guest, task, guarded, path));
        OptionalLong network = guest.networkOf(task);
        if (network.orElse(0) != 0) {
            directory("net", 0555, NetFolder.of(guest, network.getAsLong()));
        }
        Inode attribute = guarded.with(number("attr/current"), 0666);
        directory(
                "attr",
                0555,
                FixedFolder.of(
                        Map.of(
                                "current",
                                guest.unknown(
                                        attribute, "attr/current: security labels are not read"))));
    }

    private void state() {
        Arguments arguments = new Arguments(guest, task);
        file("environ", 0400, arguments::environment);
        file("status", 0444, () -> StatusFile.of(guest, task));
        file("limits", 0444, this::limits);
        file("comm", 0644, () -> (task.displayName() + "\n").getBytes(UTF_8));
        file("cmdline", 0444, arguments::commandLine);
        file("stat", 0444, () -> StatFile.of(guest, task, process));
        file("io", 0400, () -> IoFile.of(guest, task, process));
        file("cgroup", 0444, new CgroupFile(guest, task)::text);
    }

    private byte[] limits() throws IOException {
        TaskFields fields = guest.views().at(TaskFields.class, task.gva());
        return Limits.of(guest.views(), fields.signalGva()).text();
    }

    private void memory() throws IOException {
        MemoryFiles memory = new MemoryFiles(guest, task);
        file("auxv", 0400, memory::auxv);
        file("statm", 0444, memory::statm);
        file("maps", 0444, memory::maps);
    }

    private void places() {
        PlaceLinks places = new PlaceLinks(guest, task);
        link("cwd", places::cwd);
        link("root", places::root);
        link("exe", places::exe);
        MountFiles mounts = new MountFiles(guest, task);
        file("mounts", 0444, mounts::mounts);
        file("mountinfo", 0444, mounts::information);
        if (process) {
            file("mountstats", 0400, mounts::statistics);
        }
    }

    private void numbers() {
        file("personality", 0400, () -> text("%08x\n".formatted(fields().personality())));
        file("schedstat", 0444, this::schedule);
        file("oom_score_adj", 0644, this::oomScoreAdjustment);
        file("loginuid", 0644, () -> audit("loginuid", fields().loginUid()));
        file("sessionid", 0444, () -> audit("sessionid", fields().auditSession()));
        if (process) {
            file(
                    "timerslack_ns",
                    0666,
                    () -> text(Long.toUnsignedString(fields().timerSlackNanos()) + "\n"));
        }
    }

    private TaskFields fields() throws IOException {
        return guest.views().at(TaskFields.class, task.gva());
    }

    private static byte[] text(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] audit(String name, OptionalInt number) throws IOException {
        int value = number.orElseThrow(() -> new IOException(name + ": this kernel keeps none"));
        return text(Integer.toUnsignedString(value));
    }

    private byte[] schedule() throws IOException {
        TaskFields fields = fields();
        return text(
                "%s %s %s\n"
                        .formatted(
                                Long.toUnsignedString(fields.runNanos()),
                                Long.toUnsignedString(fields.waitNanos().orElse(0)),
                                Long.toUnsignedString(fields.timesRun().orElse(0))));
    }

    private byte[] oomScoreAdjustment() throws IOException {
        SignalFields signal = guest.views().at(SignalFields.class, fields().signalGva());
        return text((short) signal.oomScoreAdjustment() + "\n");
    }
}
