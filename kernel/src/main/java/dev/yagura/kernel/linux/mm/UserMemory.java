package dev.yagura.kernel.linux.mm;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.MmStruct;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.memory.paging.AddressSpace;
import dev.yagura.memory.paging.Mapping;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/** A process's own memory: what its pages hold, and whose they are. Safe for concurrent use. */
public final class UserMemory {
    /** Page tables read for one mapping, at most: 1 GiB of memory in pages of 4 KiB needs these. */
    private static final long MAX_TABLES = 1024;

    private static final long PAGE_BYTES = 4096;

    private final StructViews views;
    private final AddressSpace memory;
    private final OptionalLong pages;

    private UserMemory(StructViews views, AddressSpace memory, OptionalLong pages) {
        this.views = views;
        this.memory = memory;
        this.pages = pages;
    }

    /**
     * A page that is there.
     *
     * @param gva where it starts, in the process's own memory
     * @param gpa where it starts in the guest's physical memory
     * @param lengthBytes 4 KiB or more
     */
    public record Page(long gva, long gpa, long lengthBytes) {}

    /** Decides about a page. */
    @FunctionalInterface
    public interface PageTest {
        /** Returns whether the page is the one that is looked for. */
        boolean test(Page page) throws IOException;
    }

    /**
     * Opens the memory of a process; empty for kernel threads and zombies.
     *
     * @throws IOException if guest memory cannot be read
     */
    public static Optional<UserMemory> of(Linux linux, Task process) throws IOException {
        MmStruct mm = linux.tasks().at(process.gva()).mm();
        if (mm == null) {
            return Optional.empty();
        }
        AddressSpace kernel = linux.kernel().memory();
        OptionalLong symbol = linux.kernel().symbols().address("vmemmap_base");
        return Optional.of(
                new UserMemory(
                        linux.views(),
                        kernel.withRoot(kernel.gpaOf(mm.pgd())),
                        symbol.isPresent()
                                ? OptionalLong.of(kernel.u64(symbol.getAsLong()))
                                : OptionalLong.empty()));
    }

    /** Returns the memory. */
    public AddressSpace memory() {
        return memory;
    }

    /**
     * Returns the first page in a range that passes a test; pages that are swapped out, or were
     * never touched, are not there.
     *
     * @param start first address
     * @param end one past the last; nothing is found if it is not above {@code start}
     * @param maxPages pages that are tested, at most
     * @throws IOException if the page tables cannot be read
     */
    public Optional<Page> first(long start, long end, int maxPages, PageTest test)
            throws IOException {
        if (Long.compareUnsigned(end, start) <= 0) {
            return Optional.empty();
        }
        Search search = new Search(maxPages, test);
        memory.forEachMapping(start, end - 1, MAX_TABLES, search::visit);
        return Optional.ofNullable(search.found);
    }

    /** One search. */
    private static final class Search {
        private final PageTest test;
        private int left;
        private @org.jspecify.annotations.Nullable Page found;

        Search(int maxPages, PageTest test) {
            this.left = maxPages;
            this.test = test;
        }

        boolean visit(Mapping mapping) throws IOException {
            Page page = new Page(mapping.gva(), mapping.gpa(), mapping.pageSize());
            if (mapping.access().user() && test.test(page)) {
                found = page;
                return false;
            }
            return --left > 0;
        }
    }

    /**
     * Returns whether a page is the process's own and not a file's: of a private mapping of a file,
     * one that was written to. Empty where this kernel does not let that be told.
     *
     * @throws IOException if guest memory cannot be read
     */
    public Optional<Boolean> isOwn(Page page) throws IOException {
        if (pages.isEmpty() || !views.has("page", "mapping")) {
            return Optional.empty();
        }
        long number = page.gpa() / PAGE_BYTES;
        long gva = pages.getAsLong() + number * views.sizeOf("page");
        PageFields fields = views.at(PageFields.class, gva);
        long head = fields.head().orElse(0);
        if ((head & 1) != 0) {
            fields = views.at(PageFields.class, head & ~1L);
        }
        return Optional.of((fields.owner() & 1) != 0);
    }
}
