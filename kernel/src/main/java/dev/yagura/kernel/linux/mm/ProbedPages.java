package dev.yagura.kernel.linux.mm;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.walk.Walk;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Pages of files into which the kernel itself writes breakpoints: those of uprobes, {@code
 * kernel/events/uprobes.c}. Processes that map them have copies of their own.
 */
public final class ProbedPages {
    private static final int PAGE_BITS = 12;

    private final Map<Long, Set<Long>> pages = new HashMap<>();

    private ProbedPages() {}

    /** A place in a file. */
    @KernelStruct("uprobe")
    interface Probe extends StructView {
        /** Returns the address of the file's inode. */
        long inode();

        /** Returns where in the file it is, in bytes. */
        long offset();
    }

    /**
     * Reads the probes; none where a kernel has no such thing.
     *
     * @throws dev.yagura.kernel.walk.WalkCutException if their tree breaks off
     * @throws IOException if guest memory cannot be read
     */
    public static ProbedPages of(Linux linux) throws IOException {
        ProbedPages probed = new ProbedPages();
        OptionalLong root = linux.kernel().symbols().address("uprobes_tree");
        if (root.isPresent()) {
            Walk<Probe> probes = linux.walks().tree(root.getAsLong(), Probe.class, "rb_node");
            for (Probe probe : probes.complete()) {
                probed.pages
                        .computeIfAbsent(probe.inode(), _ -> new HashSet<>())
                        .add(probe.offset() >>> PAGE_BITS);
            }
        }
        return probed;
    }

    /**
     * Returns whether a page of a mapping has a probe in it.
     *
     * @param gva an address in the mapping
     */
    public boolean has(Mapping mapping, long gva) {
        long inFile = mapping.offset() + (gva - mapping.start());
        return mapping.file()
                .map(file -> pages.getOrDefault(file.node().gva(), Set.of()))
                .filter(numbers -> numbers.contains(inFile >>> PAGE_BITS))
                .isPresent();
    }
}
