package dev.yagura.view.sysfs;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.storage.file.FileTree;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;
import java.util.List;

/**
 * The guest's {@code /sys} as its kernel would show it to root, made from the kernel's memory.
 * Directories are read when they are looked into. Belongs to one look at the guest. Safe for
 * concurrent use.
 */
public final class SysTree implements FileTree {
    private final ProcGuest guest;
    private final StoredFile root;

    private SysTree(ProcGuest guest, StoredFile root) {
        this.guest = guest;
        this.root = root;
    }

    /**
     * Prepares to read.
     *
     * @throws IOException if this kernel's sysfs is not known, or the memory source fails
     */
    public static SysTree of(Linux linux) throws IOException {
        ProcGuest guest = new ProcGuest(linux, "sysfs");
        long top = guest.memory().u64(guest.symbol("sysfs_root_kn"));
        KernfsNode node = linux.views().at(KernfsNode.class, top);
        return new SysTree(guest, new SysFiles(guest).directory(node, 0));
    }

    @Override
    public String description() {
        return "sysfs";
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
