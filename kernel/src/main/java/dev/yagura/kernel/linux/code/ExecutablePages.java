package dev.yagura.kernel.linux.code;

import dev.yagura.kernel.linux.GvaRange;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.memory.paging.Mapping;
import dev.yagura.memory.paging.MappingSweep;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Pages of the kernel's half that the kernel may execute: neighbours with the same rights are one.
 */
public final class ExecutablePages {
    /** Pages are many, runs of them are few: one for each piece of code. */
    private static final int MAX_RUNS = 1 << 20;

    private static final long HALF = 0x8000_0000_0000_0000L;

    /**
     * A run of pages.
     *
     * @param range where they lie
     * @param writable whether the kernel may write to them as well
     * @param user whether programs may execute them
     */
    public record Run(GvaRange range, boolean writable, boolean user) {
        private boolean goesOnWith(Mapping page) {
            return range.start() + range.lengthBytes() == page.gva()
                    && writable == page.access().writable()
                    && user == page.access().user();
        }
    }

    private final List<Run> runs = new ArrayList<>();

    private ExecutablePages() {}

    /**
     * Goes through the kernel's page tables.
     *
     * @throws IOException if the memory source fails
     */
    public static Partial<Run> sweep(Linux linux) throws IOException {
        ExecutablePages pages = new ExecutablePages();
        MappingSweep sweep = linux.kernel().memory().forEachMapping(HALF, -1L, pages::add);
        Partial.Collector<Run> found = Partial.collector();
        pages.runs.forEach(found::add);
        if (!sweep.complete()) {
            found.missing("page tables of the kernel", sweep.toString());
        }
        return found.done();
    }

    private boolean add(Mapping page) {
        if (!page.access().executable()) {
            return true;
        }
        if (!runs.isEmpty() && runs.getLast().goesOnWith(page)) {
            GvaRange range = runs.removeLast().range();
            range = new GvaRange(range.start(), range.lengthBytes() + page.pageSize());
            runs.add(new Run(range, page.access().writable(), page.access().user()));
            return true;
        }
        runs.add(
                new Run(
                        new GvaRange(page.gva(), page.pageSize()),
                        page.access().writable(),
                        page.access().user()));
        return runs.size() < MAX_RUNS;
    }
}
