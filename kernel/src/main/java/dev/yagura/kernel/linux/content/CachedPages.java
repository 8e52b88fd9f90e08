package dev.yagura.kernel.linux.content;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.fs.CachedFile;
import dev.yagura.kernel.linux.mm.PageFrames;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.RangeEntry;
import dev.yagura.kernel.walk.Walk;
import dev.yagura.memory.PhysicalMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Takes a file's pages out of the page cache; {@code mm/filemap.c}. */
final class CachedPages {
    private static final int PAGE_BYTES = 4096;

    /** Pages that belong together: 2 MiB, and twice that for a kernel with larger ones. */
    private static final int MAX_TOGETHER = 1024;

    private final StructViews views;
    private final Linux linux;
    private final PhysicalMemory memory;
    private final PageFrames frames;
    private final CachedFile file;
    private final ContentSink sink;
    private final OptionalLong uptodate;

    /** Number of the next page that the sink waits for. */
    private long told;

    CachedPages(Linux linux, CachedFile file, ContentSink sink) throws IOException {
        this.linux = linux;
        this.views = linux.views();
        this.memory = linux.kernel().memory().physical();
        this.frames = PageFrames.of(linux);
        this.file = file;
        this.sink = sink;
        views.require(PageStruct.class);
        Long bit =
                linux.kernel().types().enumeration("pageflags").orElse(Map.of()).get("PG_uptodate");
        this.uptodate = bit == null ? OptionalLong.empty() : OptionalLong.of(1L << bit);
    }

    /**
     * Takes out the file.
     *
     * @throws MalformedStructureException if it has a size that no file can have
     */
    void read() throws IOException {
        long size = file.size();
        if (size < 0 || size > Content.MAX_BYTES) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    "inode at 0x%x".formatted(file.gva()),
                    "i_size",
                    views.offsetOf("inode", "i_size"),
                    "is %d, expected 0..%d".formatted(size, Content.MAX_BYTES));
        }
        String name = file.path().orElse("inode %d".formatted(file.number()));
        sink.begin(new Content(name, size, List.of(new Content.Part(name, 0, size, 0))));
        long pages = (size + PAGE_BYTES - 1) / PAGE_BYTES;
        Walk<RangeEntry> entries =
                linux.walks()
                        .xarrayRanges(file.cacheGva() + views.offsetOf("address_space", "i_pages"));
        for (RangeEntry entry : entries.items()) {
            long first = Math.max(entry.first(), told);
            long last = Math.min(entry.last(), pages - 1);
            if (entry.first() >= 0 && first <= last) {
                uncachedUntil(first);
                entry(entry, first, last);
            }
        }
        if (entries.isComplete()) {
            uncachedUntil(pages);
        } else {
            absentUntil(pages, Absence.MISSING, "page cache: " + entries.end());
        }
    }

    private void entry(RangeEntry entry, long first, long last) throws IOException {
        if ((entry.value() & 1) != 0) {
            // What is left of a page that was there: of a tmpfs, its place in swap.
            if (file.isInMemoryOnly()) {
                absentUntil(last + 1, Absence.MISSING, "in swap space");
            } else {
                uncachedUntil(last + 1);
            }
            return;
        }
        try {
            PageStruct page = views.at(PageStruct.class, entry.value());
            long ahead = first - page.index();
            if (page.cacheGva() != file.cacheGva()
                    || ahead < 0
                    || last - page.index() >= MAX_TOGETHER) {
                absentUntil(
                        last + 1,
                        Absence.MISSING,
                        "page at 0x%x says it is page %d of 0x%x"
                                .formatted(entry.value(), page.index(), page.cacheGva()));
            } else if (uptodate.isPresent() && (page.flags() & uptodate.getAsLong()) == 0) {
                uncachedUntil(last + 1);
            } else {
                copy(frames.gpaOf(entry.value()) + ahead * PAGE_BYTES, first, last);
            }
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
            absentUntil(last + 1, Absence.MISSING, String.valueOf(e.getMessage()));
        }
    }

    private void copy(long gpa, long first, long last) throws IOException {
        for (long number = first; number <= last; number++) {
            long offset = number * PAGE_BYTES;
            byte[] bytes = new byte[(int) Math.min(PAGE_BYTES, file.size() - offset)];
            memory.read(gpa + (number - first) * PAGE_BYTES, MemorySegment.ofArray(bytes));
            sink.bytes(offset, bytes);
            told = number + 1;
        }
    }

    /** Passes over pages that are not there, nor on their way out. */
    private void uncachedUntil(long page) throws IOException {
        if (file.isInMemoryOnly()) {
            absentUntil(page, Absence.HOLE, "never written");
        } else {
            absentUntil(page, Absence.MISSING, "not in memory");
        }
    }

    private void absentUntil(long page, Absence kind, String why) throws IOException {
        if (page > told) {
            long from = told * PAGE_BYTES;
            sink.absent(from, Math.min(page * PAGE_BYTES, file.size()) - from, kind, why);
            told = page;
        }
    }
}
