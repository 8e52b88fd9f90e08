package dev.yagura.view.proc.pid;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.TaskStruct;
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

    private static final List<String> ID_MAPS = List.of("uid_map", "gid_map", "projid_map");

    /** {@code MMF_DUMP_FILTER_SHIFT} and {@code MMF_DUMP_FILTER_BITS}. */
    private static final int FILTER_SHIFT = 2;

    private static final long FILTER_MASK = 0x1ff;

    /** Adjustments as they were counted until 2.6.36; include/uapi/linux/oom.h. */
    private static final int OLD_DISABLED = 17;

    private static final int OLD_MOST = 15;
    private static final int MOST = 1000;

    private static final int TYPE_MASK = 0xF000;
    private static final int DIRECTORY = 0x4000;

    private final ProcGuest guest;
    private final Task task;
    private final boolean process;
    private final String path;
    private final Inode open;
    private final Inode guarded;
    private final TaskGuard guard;
    private final Map<String, StoredFile> files = new LinkedHashMap<>();

    private TaskFolder(ProcGuest guest, Task task, boolean process) throws IOException {
        this.guest = guest;
        this.task = task;
        this.process = process;
        this.path = process ? "/" + task.pid() : "/%d/task/%d".formatted(task.tgid(), task.pid());
        this.guard = new TaskGuard(guest, task, path);
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
        TaskStruct fields = guest.linux().tasks().at(task.gva());
        if (fields.mmGva() == 0 || task.kernelThread()) {
            return false;
        }
        long flags = guest.views().at(MmFlags.class, fields.mmGva()).bits().orElse(DUMPABLE);
        return (flags & DUMPABLE_MASK) == DUMPABLE;
    }

    private StoredFile make() throws IOException {
        directories();
        state();
        memory();
        places();
        numbers();
        return guest.directory(open.with(number(""), 0555), FixedFolder.of(asInTheGuest()));
    }

    /** Returns what this kernel has, in its order; all that is known if it does not tell. */
    private Map<String, StoredFile> asInTheGuest() throws IOException {
        Map<String, Integer> modes =
                EntryTable.of(guest, process ? "tgid_base_stuff" : "tid_base_stuff");
        if (modes.isEmpty()) {
            return files;
        }
        Map<String, StoredFile> there = new LinkedHashMap<>();
        for (Map.Entry<String, Integer> entry : modes.entrySet()) {
            String name = entry.getKey();
            StoredFile known = files.get(name);
            there.put(name, known == null ? unknown(name, entry.getValue()) : known);
        }
        return there;
    }

    private StoredFile unknown(String name, int mode) {
        String why = name + ": is not read from the guest's memory";
        Inode inode = guarded.with(number(name), mode & 07777);
        return (mode & TYPE_MASK) == DIRECTORY
                ? guest.directory(inode, new UnknownFolder(why))
                : guest.unknown(inode, why);
    }

    private long number(String name) {
        return ProcGuest.numberOf(path + "/" + name);
    }

    private void file(String name, int permissions, Content content) {
        files.put(
                name, guest.file(guarded.with(number(name), permissions), guard.content(content)));
    }

    private void directory(String name, int permissions, Folder folder) {
        Inode owner = permissions == 0555 ? open : guarded;
        files.put(
                name, guest.directory(owner.with(number(name), permissions), guard.folder(folder)));
    }

    private void link(String name, Content target) {
        files.put(name, guest.link(guarded.with(number(name), 0777), 0, guard.content(target)));
    }

    private void directories() throws IOException {
        Descriptors descriptors = new Descriptors(guest, task, guard, guarded, path);
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

    private void memory() {
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
        file("oom_adj", 0644, this::oomAdjustment);
        file("coredump_filter", 0644, this::coreFilter);
        IdMaps maps = new IdMaps(guest, task);
        for (String map : ID_MAPS) {
            file(map, 0644, () -> maps.map(map));
        }
        file("setgroups", 0644, maps::setGroups);
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

    private int adjustment() throws IOException {
        SignalFields signal = guest.views().at(SignalFields.class, fields().signalGva());
        return (short) signal.oomScoreAdjustment();
    }

    private byte[] oomScoreAdjustment() throws IOException {
        return text(adjustment() + "\n");
    }

    private byte[] oomAdjustment() throws IOException {
        int adjustment = adjustment();
        int old = adjustment == MOST ? OLD_MOST : adjustment * OLD_DISABLED / MOST;
        return text(old + "\n");
    }

    /** Returns what goes into a core; nothing of a kernel thread. */
    private byte[] coreFilter() throws IOException {
        long mm = fields().mmGva();
        if (mm == 0 || task.kernelThread()) {
            return text("");
        }
        long flags =
                guest.views()
                        .at(MmFlags.class, mm)
                        .bits()
                        .orElseThrow(() -> new IOException("mm_struct: flags are not known"));
        return text("%08x\n".formatted(flags >>> FILTER_SHIFT & FILTER_MASK));
    }
}
