package dev.yagura.kernel.linux.content;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.fs.CachedFile;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.RangeEntry;
import dev.yagura.kernel.walk.Walk;
import dev.yagura.memory.PhysicalMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/** Takes a file's pages out of the page cache; {@code mm/filemap.c}. */
final class CachedPages {
    private static final int PAGE_BYTES = 4096;

    private final StructViews views;
    private final Linux linux;
    private final PhysicalMemory memory;
    private final FilePages pages;
    private final CachedFile file;
    private final ContentSink sink;

    /** Number of the next page that the sink waits for. */
    private long told;

    CachedPages(Linux linux, CachedFile file, ContentSink sink) throws IOException {
        this.linux = linux;
        this.views = linux.views();
        this.memory = linux.kernel().memory().physical();
        this.file = file;
        this.sink = sink;
        this.pages = FilePages.of(linux, file.cacheGva(), file.isInMemoryOnly());
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
        long count = (size + PAGE_BYTES - 1) / PAGE_BYTES;
        Walk<RangeEntry> entries =
                linux.walks()
                        .xarrayRanges(file.cacheGva() + views.offsetOf("address_space", "i_pages"));
        for (RangeEntry entry : entries.items()) {
            long first = Math.max(entry.first(), told);
            long last = Math.min(entry.last(), count - 1);
            if (entry.first() >= 0 && first <= last) {
                uncachedUntil(first);
                entry(entry, first, last);
            }
        }
        if (entries.isComplete()) {
            uncachedUntil(count);
        } else {
            absentUntil(count, Absence.MISSING, "page cache: " + entries.end());
        }
    }

    private void entry(RangeEntry entry, long first, long last) throws IOException {
        switch (pages.in(entry, first, last)) {
            case FilePages.Page.Uncached() -> uncachedUntil(last + 1);
            case FilePages.Page.Missing(String why) -> absentUntil(last + 1, Absence.MISSING, why);
            case FilePages.Page.Present(long gpa) -> present(gpa, first, last);
            case FilePages.Page.Partly _ -> {
                for (long number = first; number <= last; number++) {
                    if (pages.in(entry, number, number) instanceof FilePages.Page.Partly page) {
                        partly(page, number);
                    } else {
                        entry(entry, number, number);
                    }
                }
            }
        }
    }

    private void present(long gpa, long first, long last) throws IOException {
        try {
            copy(gpa, first, last);
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

    private void partly(FilePages.Page.Partly page, long number) throws IOException {
        long start = number * PAGE_BYTES;
        byte[] bytes = new byte[(int) Math.min(PAGE_BYTES, file.size() - start)];
        try {
            memory.read(page.gpa(), MemorySegment.ofArray(bytes));
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
            absentUntil(number + 1, Absence.MISSING, String.valueOf(e.getMessage()));
            return;
        }
        for (int within = 0; within < bytes.length; within += page.partBytes()) {
            int end = Math.min(within + page.partBytes(), bytes.length);
            if (page.has(within)) {
                sink.bytes(start + within, Arrays.copyOfRange(bytes, within, end));
            } else {
                sink.absent(start + within, end - within, Absence.MISSING, "not in memory");
            }
        }
        told = number + 1;
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
