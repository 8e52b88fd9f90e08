package dev.yagura.memory;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One look at a guest: a cache of its pages that lives as long as the look does.
 *
 * <p>Within a look a page is fetched once, so two readers of it see the same bytes even while the
 * guest runs. Two different pages may still be of different moments; only a guest that is paused
 * (or a dump) is seen whole. So pause, look, resume, and let the look outlive the pause if only
 * what was read during it is needed again. A new look starts empty; that is the only way to see
 * newer memory. Dumps that are mapped into this process are read through without a copy of their
 * pages.
 *
 * <p>The RAM ranges are those of the moment the look began, and a hole costs no round trip. Safe
 * for concurrent use. Closing a look leaves its source open.
 */
public final class Look implements PhysicalMemory {
    /** Size of a cached page in bytes. */
    public static final int PAGE_BYTES = 4096;

    /** Pages a look may hold, unless told otherwise: 256 MiB. */
    public static final int DEFAULT_MAX_PAGES = 65536;

    private static final long PAGE_MASK = -PAGE_BYTES;

    /** Bytes fetched in one request at most, so that a bulk read needs few and small buffers. */
    private static final int MAX_FETCH_BYTES = 1 << 20;

    private final PhysicalMemory source;
    private final RamIndex ram;
    private final int maxPages;
    private final int fetchPages;
    private final boolean passThrough;
    private final Map<Long, MemorySegment> pages = new ConcurrentHashMap<>();
    private final LongAdder fetched = new LongAdder();

    /** Starts a look at {@code source} that holds at most {@link #DEFAULT_MAX_PAGES} pages. */
    public Look(PhysicalMemory source) {
        this(source, DEFAULT_MAX_PAGES);
    }

    /**
     * Starts a look.
     *
     * @param source what is looked at; stays open when the look closes
     * @param maxPages pages to keep at most, at least 1; further pages are read and not kept, and
     *     then two reads of one page may disagree
     */
    public Look(PhysicalMemory source, int maxPages) {
        if (maxPages < 1) {
            throw new IllegalArgumentException("maxPages = " + maxPages);
        }
        this.source = source;
        this.ram = new RamIndex(source.ranges());
        this.maxPages = maxPages;
        this.fetchPages =
                Math.clamp(source.fetchBytes() / PAGE_BYTES, 1, MAX_FETCH_BYTES / PAGE_BYTES);
        this.passThrough = !source.isLive() && source.isMapped();
    }

    @Override
    public List<GpaRange> ranges() {
        return ram.ranges();
    }

    @Override
    public boolean isLive() {
        return source.isLive();
    }

    @Override
    public void read(long gpa, MemorySegment destination) throws IOException {
        if (passThrough) {
            source.read(gpa, destination);
            return;
        }
        ram.requireNoHole(gpa, destination.byteSize());
        if (destination.byteSize() > PAGE_BYTES) {
            readLong(gpa, destination);
        } else {
            copyPages(gpa, destination);
        }
    }

    @Override
    public void sweep(long gpa, MemorySegment destination) throws IOException {
        ram.requireNoHole(gpa, destination.byteSize());
        source.read(gpa, destination);
        if (passThrough || pages.isEmpty()) {
            return;
        }
        long end = gpa + destination.byteSize();
        for (long page = gpa & PAGE_MASK; page < end; page += PAGE_BYTES) {
            MemorySegment known = pages.get(page);
            if (known != null) {
                long from = Math.max(page, gpa);
                long count = Math.min(page + PAGE_BYTES, end) - from;
                MemorySegment.copy(known, from - page, destination, from - gpa, count);
            }
        }
    }

    @Override
    public Optional<MemorySegment> page(long gpa) throws IOException {
        if (passThrough) {
            return source.page(gpa);
        }
        long page = gpa & PAGE_MASK;
        MemorySegment known = pages.get(page);
        if (known == null && ram.contains(page, PAGE_BYTES)) {
            known = fetch(page);
        }
        return Optional.ofNullable(known);
    }

    /**
     * Fetches pages that will be wanted soon, in one batch. Holes and pages already here are passed
     * over; so is what goes beyond the look's limit.
     *
     * @param gpas addresses inside the wanted pages, in any order, duplicates allowed
     */
    @Override
    public void prefetch(List<Long> gpas) throws IOException {
        if (passThrough) {
            return;
        }
        long[] wanted =
                gpas.stream()
                        .mapToLong(gpa -> gpa & PAGE_MASK)
                        .filter(this::isMissing)
                        .sorted()
                        .distinct()
                        .limit(Math.max(0, maxPages - pages.size()))
                        .toArray();
        fetchAll(wanted);
    }

    /** Starts a new look at the same source, with the same limit and no pages yet. */
    public Look again() {
        return new Look(source, maxPages);
    }

    /** Returns how many pages were fetched from the source so far. */
    public long fetchedPages() {
        return fetched.sum();
    }

    /** Returns the mapped bytes of a dump; a live guest has none here, or pages could disagree. */
    @Override
    public Optional<MemorySegment> mapped(long gpa, long lengthBytes) {
        return passThrough ? source.mapped(gpa, lengthBytes) : Optional.empty();
    }

    /** Forgets all pages. The source stays open. */
    @Override
    public void close() {
        pages.clear();
    }

    private boolean isMissing(long page) {
        return ram.contains(page, PAGE_BYTES) && !pages.containsKey(page);
    }

    /** Fetches what is missing of a long read in batches before it copies. */
    private void readLong(long gpa, MemorySegment destination) throws IOException {
        long length = destination.byteSize();
        long done = 0;
        while (done < length) {
            long at = gpa + done;
            long count = Math.min(MAX_FETCH_BYTES - (at & (PAGE_BYTES - 1)), length - done);
            if (pages.size() + MAX_FETCH_BYTES / PAGE_BYTES > maxPages) {
                sweep(at, destination.asSlice(done, count));
            } else {
                fetchRange(at & PAGE_MASK, at + count);
                copyPages(at, destination.asSlice(done, count));
            }
            done += count;
        }
    }

    private void copyPages(long gpa, MemorySegment destination) throws IOException {
        long done = 0;
        while (done < destination.byteSize()) {
            long at = gpa + done;
            long inPage = at & (PAGE_BYTES - 1);
            long count = Math.min(PAGE_BYTES - inPage, destination.byteSize() - done);
            Optional<MemorySegment> page = page(at);
            if (page.isPresent()) {
                MemorySegment.copy(page.get(), inPage, destination, done, count);
            } else {
                source.read(at, destination.asSlice(done, count)); // a page that is partly hole
            }
            done += count;
        }
    }

    /**
     * Fetches a page, and those around it that the source gives along for little more.
     *
     * @return the page, or null where the source turns out not to have it
     */
    private @Nullable MemorySegment fetch(long page) throws IOException {
        if (pages.size() < maxPages) {
            long span = (long) fetchPages * PAGE_BYTES;
            fetchRange(page & -span, (page & -span) + span);
            MemorySegment kept = pages.get(page);
            if (kept != null) {
                return kept;
            }
        }
        MemorySegment bytes = MemorySegment.ofArray(new byte[PAGE_BYTES]);
        try {
            source.read(page, bytes);
        } catch (MemoryHoleException e) {
            return null;
        }
        fetched.increment();
        return bytes.asReadOnly();
    }

    private void fetchRange(long firstPage, long end) throws IOException {
        long[] wanted = new long[(int) ((end - firstPage + PAGE_BYTES - 1) / PAGE_BYTES)];
        int count = 0;
        int room = Math.max(0, maxPages - pages.size());
        for (long page = firstPage; page < end && count < room; page += PAGE_BYTES) {
            if (isMissing(page)) {
                wanted[count++] = page;
            }
        }
        fetchAll(Arrays.copyOf(wanted, count));
    }

    /** Fetches pages, ascending and distinct; those side by side come in one request. */
    private void fetchAll(long[] wanted) throws IOException {
        List<Read> reads = new ArrayList<>();
        for (int i = 0; i < wanted.length; ) {
            int run = 1;
            while (i + run < wanted.length
                    && run < MAX_FETCH_BYTES / PAGE_BYTES
                    && wanted[i + run] == wanted[i] + (long) run * PAGE_BYTES) {
                run++;
            }
            reads.add(new Read(wanted[i], MemorySegment.ofArray(new byte[run * PAGE_BYTES])));
            i += run;
        }
        if (reads.isEmpty()) {
            return;
        }
        List<Read> inHoles = source.readBatch(reads);
        for (Read read : reads) {
            if (!inHoles.contains(read)) {
                keep(read);
            }
        }
    }

    private void keep(Read read) {
        MemorySegment bytes = read.destination().asReadOnly();
        for (long offset = 0; offset < bytes.byteSize(); offset += PAGE_BYTES) {
            fetched.increment();
            pages.putIfAbsent(read.gpa() + offset, bytes.asSlice(offset, PAGE_BYTES));
        }
    }
}
