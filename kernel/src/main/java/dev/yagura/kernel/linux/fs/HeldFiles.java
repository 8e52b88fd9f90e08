package dev.yagura.kernel.linux.fs;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.TaskStruct;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What kinds of files tasks hold open, without their names: each table of descriptors is read once,
 * and each file, whichever tasks share it. Not safe for concurrent use.
 */
public final class HeldFiles {
    /**
     * Entries of all tables together, one for each task that a kernel can number: PID_MAX_LIMIT.
     */
    private static final int MAX_ENTRIES = 4 << 20;

    /** Descriptors of all tables together, free ones too: 16 for each such task. */
    private static final long MAX_DESCRIPTORS = 16L * MAX_ENTRIES;

    private final StructViews views;
    private final DescriptorTables descriptors;
    private final Set<Long> tables = new HashSet<>();
    private final Map<Long, HeldFile> known = new HashMap<>();
    private long entries;
    private long descriptorsRead;

    /**
     * A file.
     *
     * @param gva address of the {@code struct file}
     * @param operationsGva address of its {@code struct file_operations}
     * @param privateGva what its driver keeps about it; 0 for nothing
     */
    public record HeldFile(long gva, long operationsGva, long privateGva) {}

    /**
     * Prepares to read.
     *
     * @throws IOException if this kernel's files cannot be read: a field is missing
     */
    public HeldFiles(Linux linux) throws IOException {
        this.views = linux.views();
        this.descriptors = new DescriptorTables(views);
        views.require(TaskFiles.class, FileStruct.class);
    }

    /**
     * Returns the files in a task's table, by descriptor; none if an earlier call returned those of
     * the same table.
     *
     * @throws IOException if the memory source fails
     */
    public Partial<HeldFile> of(TaskStruct task) throws IOException {
        Partial.Collector<HeldFile> found = Partial.collector();
        String what = "file descriptors of process %d".formatted(task.pid());
        found.part(
                what,
                () -> {
                    TaskFiles files = views.at(TaskFiles.class, task.gva());
                    if (!tables.add(files.descriptorsGva().orElse(0))) {
                        return;
                    }
                    if (entries >= MAX_ENTRIES || descriptorsRead >= MAX_DESCRIPTORS) {
                        found.missing(
                                what,
                                "come after %d files in %d descriptors, and are not read"
                                        .formatted(entries, descriptorsRead));
                        return;
                    }
                    descriptorsRead += DescriptorTables.count(files);
                    descriptors.read(
                            found, task.pid(), files, descriptor -> file(descriptor.fileGva()));
                });
        Partial<HeldFile> held = found.done();
        entries += held.items().size();
        return held;
    }

    private HeldFile file(long gva) throws IOException {
        HeldFile earlier = known.get(gva);
        if (earlier != null) {
            return earlier;
        }
        FileStruct file = views.at(FileStruct.class, gva);
        HeldFile held = new HeldFile(gva, file.operationsGva(), file.privateGva());
        known.put(gva, held);
        return held;
    }
}
