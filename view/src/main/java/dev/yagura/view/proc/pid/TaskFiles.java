package dev.yagura.view.proc.pid;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.TaskStruct;
import dev.yagura.kernel.linux.Tasks;
import dev.yagura.kernel.linux.process.Credentials;
import dev.yagura.kernel.linux.process.Processes;
import dev.yagura.view.proc.guest.ProcGuest;
import dev.yagura.view.proc.net.NetFolder;
import dev.yagura.view.synthetic.Content;
import dev.yagura.view.synthetic.Folder;
import dev.yagura.view.synthetic.Inode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of a process, or of one of its threads, as the files of its directory: of one
 * program that it runs, and no other. What they say is true of it while {@link #guard} says so.
 */
final class TaskFiles {
    /** {@code MMF_DUMPABLE_MASK}, and what it holds for a program that its user may trace. */
    private static final long DUMPABLE_MASK = 3;

    private static final long DUMPABLE = 1;

    private static final List<String> ID_MAPS = List.of("uid_map", "gid_map", "projid_map");

    private final ProcGuest guest;
    private final Task task;
    private final boolean process;
    private final String path;
    private final Inode open;
    private final Inode guarded;
    private final TaskGuard guard;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /** A name in the directory. */
    sealed interface Entry {
        /** A file with its content. */
        record File(int permissions, Content content) implements Entry {}

        /** A symbolic link with its target. */
        record Link(Content target) implements Entry {}

        /** A directory with what is in it. */
        record Directory(int permissions, Folder folder) implements Entry {}
    }

    private TaskFiles(ProcGuest guest, Task task, boolean process) throws IOException {
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
     * Makes them. What can be there for a thread's number only, which no reader is shown, is there
     * as well.
     *
     * @param process whether they are a process's, not a thread's
     * @throws IOException if the task cannot be read
     */
    static TaskFiles of(ProcGuest guest, Task task, boolean process) throws IOException {
        TaskFiles files = new TaskFiles(guest, task, process);
        files.directories();
        files.state();
        files.memory();
        files.places();
        files.numbers();
        return files;
    }

    /**
     * Returns the same of the program that the task runs by now.
     *
     * @throws dev.yagura.storage.file.FileGoneException if the task has ended
     * @throws IOException if it cannot be read
     */
    TaskFiles again() throws IOException {
        ProcGuest now = guest.again();
        guard.requireSameTask(now.linux());
        Tasks tasks = now.linux().tasks();
        return of(now, tasks.describe(tasks.at(task.gva())), process);
    }

    /** Returns who says whether the task runs this program still. */
    TaskGuard guard() {
        return guard;
    }

    /** Returns the path of the directory in procfs. */
    String path() {
        return path;
    }

    /** Returns the inode of the directory, and of directories in it that all may read. */
    Inode open() {
        return open;
    }

    /** Returns the inode of all else: root's, if the task's user may not trace it. */
    Inode guarded() {
        return guarded;
    }

    /** Returns all names that are known. */
    Map<String, Entry> entries() {
        return entries;
    }

    /** Returns the content of a file, or the target of a link; empty if there is none. */
    Optional<Content> content(String name) {
        return switch (entries.get(name)) {
            case Entry.File file -> Optional.of(file.content());
            case Entry.Link link -> Optional.of(link.target());
            case Entry.Directory _ -> Optional.empty();
            case null -> Optional.empty();
        };
    }

    /** Returns a directory; empty if there is none. */
    Optional<Folder> folder(String name) {
        return entries.get(name) instanceof Entry.Directory directory
                ? Optional.of(directory.folder())
                : Optional.empty();
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

    private void file(String name, int permissions, Content content) {
        entries.put(name, new Entry.File(permissions, content));
    }

    private void directory(String name, int permissions, Folder folder) {
        entries.put(name, new Entry.Directory(permissions, folder));
    }

    private void link(String name, Content target) {
        entries.put(name, new Entry.Link(target));
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
        NumberFiles numbers = new NumberFiles(guest, task);
        Arguments arguments = new Arguments(guest, task);
        file("environ", 0400, arguments::environment);
        file("status", 0444, () -> StatusFile.of(guest, task));
        file("limits", 0444, numbers::limits);
        file("comm", 0644, () -> (task.displayName() + "\n").getBytes(UTF_8));
        file("cmdline", 0444, arguments::commandLine);
        file("stat", 0444, () -> StatFile.of(guest, task, process));
        file("io", 0400, () -> IoFile.of(guest, task, process));
        file("cgroup", 0444, new CgroupFile(guest, task)::text);
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
        NumberFiles numbers = new NumberFiles(guest, task);
        file("personality", 0400, numbers::personality);
        file("schedstat", 0444, numbers::schedule);
        file("oom_score_adj", 0644, numbers::oomScoreAdjustment);
        file("loginuid", 0644, numbers::loginUid);
        file("sessionid", 0444, numbers::auditSession);
        file("oom_adj", 0644, numbers::oomAdjustment);
        file("coredump_filter", 0644, numbers::coreFilter);
        IdMaps maps = new IdMaps(guest, task);
        for (String map : ID_MAPS) {
            file(map, 0644, () -> maps.map(map));
        }
        file("setgroups", 0644, maps::setGroups);
        if (process) {
            file("timerslack_ns", 0666, numbers::timerSlack);
            file(NodesFile.NAME, 0400, new NodesFile(guest, task)::text);
        }
    }
}
