package dev.yagura.view.proc.pid;

import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Task;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.view.proc.guest.ProcGuest;
import dev.yagura.view.synthetic.FixedFolder;
import dev.yagura.view.synthetic.Folder;
import dev.yagura.view.synthetic.Inode;
import dev.yagura.view.synthetic.UnlistedNames;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes the directory of a process, or of one of its threads; {@code tgid_base_stuff} and {@code
 * tid_base_stuff} of fs/proc/base.c.
 */
public final class TaskFolder {
    private static final int TYPE_MASK = 0xF000;
    private static final int DIRECTORY = 0x4000;

    private final ProcGuest guest;
    private final boolean process;
    private final TaskFiles files;
    private final TaskPrograms programs;

    private TaskFolder(ProcGuest guest, Task task, boolean process) throws IOException {
        this.guest = guest;
        this.process = process;
        this.files = TaskFiles.of(guest, task, process);
        this.programs = new TaskPrograms(files);
    }

    /**
     * Makes the directory {@code /proc/PID}.
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

    private StoredFile make() throws IOException {
        return guest.directory(files.open().with(number(""), 0555), asInTheGuest());
    }

    /** Returns what this kernel has, in its order; all that is known if it does not tell. */
    private Folder asInTheGuest() throws IOException {
        Map<String, StoredFile> known = new LinkedHashMap<>();
        files.entries().forEach((name, entry) -> known.put(name, file(name, entry)));
        StoredFile nodes = known.remove(NodesFile.NAME);
        Folder listed = listed(known);
        return nodes == null
                ? listed
                : new UnlistedNames(listed, Map.of(FileName.of(NodesFile.NAME), nodes));
    }

    private Folder listed(Map<String, StoredFile> known) throws IOException {
        Map<String, Integer> modes;
        try {
            modes = EntryTable.of(guest, process ? "tgid_base_stuff" : "tid_base_stuff");
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
            String why = String.valueOf(e.getMessage());
            guest.notes().add(files.path(), why);
            return new UnlistedFolder(FixedFolder.of(known), why);
        }
        if (modes.isEmpty()) {
            return FixedFolder.of(known);
        }
        Map<String, StoredFile> there = new LinkedHashMap<>();
        for (Map.Entry<String, Integer> entry : modes.entrySet()) {
            String name = entry.getKey();
            StoredFile file = known.get(name);
            there.put(name, file == null ? unknown(name, entry.getValue()) : file);
        }
        return FixedFolder.of(there);
    }

    private StoredFile file(String name, TaskFiles.Entry entry) {
        return switch (entry) {
            case TaskFiles.Entry.File file ->
                    guest.file(
                            files.guarded().with(number(name), file.permissions()),
                            programs.content(name));
            case TaskFiles.Entry.Link _ ->
                    guest.link(files.guarded().with(number(name), 0777), 0, programs.content(name));
            case TaskFiles.Entry.Directory folder -> {
                Inode owner = folder.permissions() == 0555 ? files.open() : files.guarded();
                yield guest.directory(
                        owner.with(number(name), folder.permissions()), programs.folder(name));
            }
        };
    }

    private StoredFile unknown(String name, int mode) {
        String why = name + ": is not read from the guest's memory";
        Inode inode = files.guarded().with(number(name), mode & 07777);
        return (mode & TYPE_MASK) == DIRECTORY
                ? guest.directory(inode, new UnknownFolder(why))
                : guest.unknown(inode, why);
    }

    private long number(String name) {
        return ProcGuest.numberOf(files.path() + "/" + name);
    }
}
