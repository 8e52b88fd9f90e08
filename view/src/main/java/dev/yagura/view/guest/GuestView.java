package dev.yagura.view.guest;

import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.storage.disk.MountedTree.Unmounted;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileTree;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.view.proc.ProcTree;
import dev.yagura.view.sysfs.SysTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The guest's root directory, with the filesystems that its kernel makes up on it. Safe for
 * concurrent use, as long as what it is made of can be read.
 */
public final class GuestView implements FileTree {
    private final FileTree files;
    private final SequencedMap<FileName, StoredFile> kernel;
    private final List<Unmounted> missing;

    private GuestView(
            FileTree files, SequencedMap<FileName, StoredFile> kernel, List<Unmounted> missing) {
        this.files = files;
        this.kernel = kernel;
        this.missing = List.copyOf(missing);
    }

    /** Makes a filesystem of a kernel's memory. */
    @FunctionalInterface
    private interface Made {
        FileTree of(Linux linux) throws IOException;
    }

    /**
     * Puts {@code /proc} and {@code /sys} on the files of a guest. Where one of them cannot be made
     * it is missing, and that is told.
     *
     * @param linux the look that both belong to
     * @throws IOException if the memory source fails
     */
    public static GuestView of(Linux linux, FileTree files) throws IOException {
        SequencedMap<String, FileTree> trees = new LinkedHashMap<>();
        List<Unmounted> missing = new ArrayList<>();
        Map<String, Made> all = new LinkedHashMap<>();
        all.put("proc", ProcTree::of);
        all.put("sys", SysTree::of);
        for (Map.Entry<String, Made> made : all.entrySet()) {
            try {
                trees.put(made.getKey(), made.getValue().of(linux));
            } catch (IOException e) {
                if (!GuestFaults.isGuestFault(e)) {
                    throw e;
                }
                String why = String.valueOf(e.getMessage());
                missing.add(new Unmounted("/" + made.getKey(), why, true));
            }
        }
        return of(files, trees, missing);
    }

    /** Puts trees on names in the root directory of others. */
    static GuestView of(
            FileTree files, SequencedMap<String, FileTree> over, List<Unmounted> missing)
            throws IOException {
        SequencedMap<FileName, StoredFile> kernel = new LinkedHashMap<>();
        for (Map.Entry<String, FileTree> tree : over.entrySet()) {
            kernel.put(FileName.of(tree.getKey()), tree.getValue().root());
        }
        return new GuestView(files, kernel, missing);
    }

    @Override
    public String description() {
        return files.description();
    }

    @Override
    public StoredFile root() throws IOException {
        return new CoveredDirectory(files.root(), kernel);
    }

    /** Returns what the kernel makes up and is shown: {@code "/proc"}. */
    public List<String> made() {
        return kernel.keySet().stream().map(name -> "/" + name).toList();
    }

    /** Returns what could not be made, and why. */
    public List<Unmounted> missing() {
        return missing;
    }
}
