package dev.yagura.kernel.linux.mm;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.fs.MappedFiles;
import dev.yagura.kernel.linux.fs.MappedFiles.MappedFile;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.RangeEntry;
import dev.yagura.kernel.walk.Walk;
import dev.yagura.kernel.walk.Walks;
import java.io.IOException;
import java.util.Optional;

/** Lists what is mapped in processes; {@code fs/proc/task_mmu.c}. Safe for concurrent use. */
public final class Mappings {
    private static final int PAGE_BITS = 12;

    /** {@code ANON_VMA_NAME_MAX_LEN}, include/linux/mm.h; with the NUL. */
    private static final int MAX_NAME_BYTES = 80;

    private final Linux linux;
    private final StructViews views;
    private final MappedFiles files;
    private final long specialNamer;

    private Mappings(Linux linux) throws IOException {
        this.linux = linux;
        this.views = linux.views();
        this.files = MappedFiles.of(linux);
        this.specialNamer = linux.kernel().symbols().address("special_mapping_name").orElse(0);
    }

    /**
     * Prepares to read.
     *
     * @throws IOException if this kernel's mappings cannot be read: a field is missing
     */
    public static Mappings of(Linux linux) throws IOException {
        linux.views().require(Vma.class, MappedMemory.class);
        return new Mappings(linux);
    }

    /**
     * Returns the mappings of a process, ascending; none for kernel threads and zombies.
     *
     * @throws IOException if this kernel has no such mappings, or the memory source fails
     */
    public Partial<Mapping> of(Task process) throws IOException {
        Partial.Collector<Mapping> found = Partial.collector();
        long mm = linux.tasks().at(process.gva()).mmGva();
        if (mm == 0) {
            return found.done();
        }
        Partial.Collector<MappedMemory> space = Partial.collector();
        space.add(
                "address space of process %d".formatted(process.pid()),
                () -> views.at(MappedMemory.class, mm));
        Partial<MappedMemory> read = space.done();
        read.missing().forEach(missing -> found.missing(missing.what(), missing.why()));
        if (read.items().isEmpty()) {
            return found.done();
        }
        if (views.has("mm_struct", "mm_mt")) {
            walkMaple(found, read.items().getFirst());
        } else {
            walkTree(found, read.items().getFirst());
        }
        return found.done();
    }

    private void walkMaple(Partial.Collector<Mapping> found, MappedMemory space)
            throws IOException {
        Walks walks = linux.walks();
        Walk<RangeEntry> entries = walks.maple(space.gva() + views.offsetOf("mm_struct", "mm_mt"));
        found.check(entries);
        for (RangeEntry entry : entries.items()) {
            found.add(
                    "mapping at 0x%x".formatted(entry.first()),
                    () -> mapping(space, views.at(Vma.class, entry.value())));
        }
    }

    private void walkTree(Partial.Collector<Mapping> found, MappedMemory space) throws IOException {
        long root = space.gva() + views.offsetOf("mm_struct", "mm_rb");
        Walk<Vma> vmas = linux.walks().tree(root, Vma.class, "vm_rb");
        found.check(vmas);
        for (Vma vma : vmas.items()) {
            found.add("mapping at 0x%x".formatted(vma.start()), () -> mapping(space, vma));
        }
    }

    private Mapping mapping(MappedMemory space, Vma vma) throws IOException {
        Optional<MappedFile> file =
                vma.fileGva() == 0 ? Optional.empty() : Optional.of(files.at(vma.fileGva()));
        return new Mapping(
                vma.gva(),
                vma.start(),
                vma.end(),
                vma.flags(),
                vma.pageOffset() << PAGE_BITS,
                file,
                vma.fileGva(),
                file.isPresent()
                        ? Optional.of(file.get().path().toString())
                        : nameWithoutFile(space, vma),
                vma.anonVmaGva(),
                vma.operationsGva());
    }

    /** Follows {@code get_vma_name}. */
    private Optional<String> nameWithoutFile(MappedMemory space, Vma vma) throws IOException {
        long namer = vma.namerGva().orElse(0);
        if (namer != 0 && namer == specialNamer) {
            return Optional.of(views.at(SpecialMapping.class, vma.privateGva()).name());
        }
        if (isBefore(vma.start(), space.heapEnd()) && isBefore(space.heapStart(), vma.end())) {
            return Optional.of("[heap]");
        }
        if (!isBefore(space.stackStart(), vma.start())
                && !isBefore(vma.end(), space.stackStart())) {
            return Optional.of("[stack]");
        }
        long name = vma.anonNameGva().orElse(0);
        if (name == 0) {
            return Optional.empty();
        }
        long text = name + views.offsetOf("anon_vma_name", "name");
        return Optional.of("[anon:" + views.kernel().memory().cString(text, MAX_NAME_BYTES) + "]");
    }

    private static boolean isBefore(long a, long b) {
        return Long.compareUnsigned(a, b) < 0;
    }
}
