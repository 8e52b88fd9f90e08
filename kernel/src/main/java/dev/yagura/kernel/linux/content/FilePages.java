package dev.yagura.kernel.linux.content;

import static java.util.Objects.requireNonNull;

import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.mm.PageFrames;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.RangeEntry;
import dev.yagura.kernel.walk.Walk;
import dev.yagura.kernel.walk.WalkEnd;
import java.io.IOException;
import java.util.Map;

/**
 * One file's pages in the page cache, found by their number; {@code mm/filemap.c}. Safe for
 * concurrent use.
 */
public final class FilePages {
    /** Size of a page in bytes. */
    public static final int PAGE_BYTES = 4096;

    /** Pages that belong together: 2 MiB, and twice that for a kernel with larger ones. */
    private static final int MAX_TOGETHER = 1024;

    private final Linux linux;
    private final StructViews views;
    private final PageFrames frames;
    private final PageBuffers buffers;
    private final long cacheGva;
    private final boolean inMemoryOnly;
    private final Map<String, Long> flags;

    /** Where a page of a file is. */
    public sealed interface Page {
        /**
         * In memory.
         *
         * @param gpa guest-physical address of its first byte
         */
        record Present(long gpa) implements Page {}

        /**
         * Some blocks of it are in memory, the others on disk or never written: it was written in
         * part, and is of a filesystem with smaller blocks, or one of several that belong together.
         *
         * @param gpa guest-physical address of its first byte
         * @param partBytes size of a block, 512 bytes to a page
         * @param parts a bit for each block that is in memory, the lowest for the first
         */
        record Partly(long gpa, int partBytes, int parts) implements Page {
            /** Returns whether a byte of the page is in memory. */
            public boolean has(long within) {
                return (parts >>> (int) (within / partBytes) & 1) != 0;
            }

            /** Returns whether so many bytes of the page are all in memory. */
            public boolean hasAll(long within, long count) {
                long last = (within + count - 1) / partBytes * partBytes;
                for (long at = within; at <= last; at += partBytes) {
                    if (!has(at)) {
                        return false;
                    }
                }
                return has(last);
            }
        }

        /** Not in memory: on disk, or of a filesystem that is memory, never written. */
        record Uncached() implements Page {}

        /**
         * It should be in memory, and cannot be read.
         *
         * @param why for people
         */
        record Missing(String why) implements Page {
            /** Requires the reason. */
            public Missing {
                requireNonNull(why, "why");
            }
        }
    }

    private FilePages(Linux linux, long cacheGva, boolean inMemoryOnly) throws IOException {
        this.linux = linux;
        this.views = linux.views();
        this.frames = PageFrames.of(linux);
        this.buffers = new PageBuffers(views);
        this.cacheGva = cacheGva;
        this.inMemoryOnly = inMemoryOnly;
        this.flags = linux.kernel().types().enumeration("pageflags").orElse(Map.of());
    }

    /**
     * Prepares to read.
     *
     * @param cacheGva address of the file's {@code struct address_space}
     * @param inMemoryOnly whether its filesystem is memory, so that what is not there was never
     *     written, or is in swap space
     * @throws IOException if this kernel's page cache cannot be read: a field is missing
     */
    public static FilePages of(Linux linux, long cacheGva, boolean inMemoryOnly)
            throws IOException {
        linux.views().require(PageStruct.class);
        return new FilePages(linux, cacheGva, inMemoryOnly);
    }

    /**
     * Looks a page up.
     *
     * @param number from 0
     * @throws IOException if the memory source fails
     */
    public Page at(long number) throws IOException {
        Walk<RangeEntry> found = linux.walks().xarrayAt(xarrayGva(), number);
        if (found.end() instanceof WalkEnd.Cut cut) {
            return new Page.Missing("page cache: " + cut);
        }
        return found.items().isEmpty()
                ? new Page.Uncached()
                : in(found.items().getFirst(), number, number);
    }

    /**
     * Returns whether some page is newer than the disk, or on its way there: has mark {@code
     * PAGECACHE_TAG_DIRTY} or {@code PAGECACHE_TAG_WRITEBACK}.
     *
     * @throws IOException if guest memory cannot be read
     */
    public boolean isDirty() throws IOException {
        long head = linux.kernel().memory().u64(xarrayGva() + views.offsetOf("xarray", "xa_head"));
        if (head == 0 || (head & 3) == 1) {
            return false;
        }
        if ((head & 3) == 0) {
            long mask = mask("PG_dirty") | mask("PG_writeback");
            return (views.at(PageStruct.class, head).flags() & mask) != 0;
        }
        MarkedNode root = views.at(MarkedNode.class, head - 2);
        return (root.dirty().orElse(0) | root.writeback().orElse(0)) != 0;
    }

    /**
     * Tells where the pages of an entry are, all in a row. Of several that are there in part this
     * tells of the first one only.
     *
     * @param first number of the first one that is meant
     * @param last number of the last one
     */
    Page in(RangeEntry entry, long first, long last) throws IOException {
        if ((entry.value() & 1) != 0) {
            // What is left of a page that was there: of a tmpfs, its place in swap.
            return inMemoryOnly ? new Page.Missing("in swap space") : new Page.Uncached();
        }
        try {
            PageStruct page = views.at(PageStruct.class, entry.value());
            long ahead = first - page.index();
            if (page.cacheGva() != cacheGva || ahead < 0 || last - page.index() >= MAX_TOGETHER) {
                return new Page.Missing(
                        "page at 0x%x says it is page %d of 0x%x"
                                .formatted(entry.value(), page.index(), page.cacheGva()));
            }
            return in(page, ahead);
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
            return new Page.Missing(String.valueOf(e.getMessage()));
        }
    }

    private Page in(PageStruct page, long ahead) throws IOException {
        long gpa = frames.gpaOf(page.gva()) + ahead * PAGE_BYTES;
        if (has(page, "PG_uptodate")) {
            return new Page.Present(gpa);
        }
        Page blocks = buffers.of(page, ahead, gpa);
        boolean isNewer = (page.flags() & (mask("PG_dirty") | mask("PG_writeback"))) != 0;
        return blocks instanceof Page.Uncached && isNewer
                ? new Page.Missing("written in part, and not said which part")
                : blocks;
    }

    private boolean has(PageStruct page, String flag) {
        long mask = mask(flag);
        return (page.flags() & mask) == mask;
    }

    /** Returns a page flag's bit; none where this kernel does not say it. */
    private long mask(String name) {
        Long bit = flags.get(name);
        return bit == null ? 0 : 1L << bit;
    }

    private long xarrayGva() throws IOException {
        return cacheGva + views.offsetOf("address_space", "i_pages");
    }
}
