package dev.yagura.view.proc;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.storage.file.FileTree;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.view.proc.guest.ProcGuest;
import dev.yagura.view.proc.guest.Registered;
import dev.yagura.view.proc.sysctl.SettingsFolder;
import dev.yagura.view.proc.system.SystemFiles;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The guest's {@code /proc} as its kernel would show it to root, made from the kernel's memory.
 *
 * <p>Its directory lists what the guest's own {@code readdir} would list: the numbers in the
 * kernel's table of them. Other names are found as well: those of threads, as in the guest, and
 * those of processes that somebody took out of that table and that are anywhere else in memory. So
 * a tool that looks for a difference finds it.
 *
 * <p>Belongs to one look at the guest. Tasks, sockets, interfaces, routes and what is registered in
 * procfs are read once, when they are first asked for; other content when its file is, and then it
 * stays as it is for who has that file. Of a guest that runs on, files and parts of a text may be
 * of different moments; what is read of a task that has ended, or begun another program, is a
 * {@link dev.yagura.storage.file.FileGoneException} and never another's text. What memory does not
 * tell is an error for who reads it. Safe for concurrent use.
 */
public final class ProcTree implements FileTree {
    /** {@code PROC_ROOT_INO}, include/linux/proc_fs.h. */
    private static final long ROOT_INODE = 1;

    private final ProcGuest guest;
    private final StoredFile root;

    private ProcTree(ProcGuest guest, StoredFile root) {
        this.guest = guest;
        this.root = root;
    }

    /**
     * Prepares to read; {@code self} stands for the guest's first process.
     *
     * @throws IOException if this kernel's tasks cannot be read, or the memory source fails
     */
    public static ProcTree of(Linux linux) throws IOException {
        return of(linux, 1);
    }

    /**
     * Prepares to read.
     *
     * @param self number of the process that {@code self} and {@code thread-self} stand for
     * @throws IOException as {@link #of(Linux)}
     */
    public static ProcTree of(Linux linux, int self) throws IOException {
        ProcGuest guest = new ProcGuest(linux, "proc");
        Map<String, StoredFile> files = new LinkedHashMap<>();
        files.put("self", link(guest, "self", "%d".formatted(self)));
        files.put("thread-self", link(guest, "thread-self", "%d/task/%d".formatted(self, self)));
        StoredFile settings = guest.directory(guest.inode("/sys", 0555), new SettingsFolder(guest));
        Registered.Known known =
                new Registered.Known(SystemFiles.of(guest), Map.of("sys", settings));
        RootFolder folder =
                new RootFolder(guest, guest.registered().folder(0, "/proc", known), files);
        return new ProcTree(
                guest, guest.directory(guest.inode("/", 0555).with(ROOT_INODE, 0555), folder));
    }

    private static StoredFile link(ProcGuest guest, String name, String target) {
        return guest.link(guest.inode("/" + name, 0777), 0, () -> target.getBytes(UTF_8));
    }

    @Override
    public String description() {
        return "proc";
    }

    @Override
    public StoredFile root() {
        return root;
    }

    /** Returns what could not be read so far and is therefore missing, for people. */
    public List<String> notes() {
        return guest.notes().list();
    }
}
