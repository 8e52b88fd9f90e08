package dev.yagura.memory;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
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
 * guest runs. A new look starts empty; that is the only way to see newer memory. Dumps that are
 * mapped into this process are read through without a copy of their pages.
 *
 * <p>Safe for concurrent use. Closing a look leaves its source open.
 */
public final class Look implements PhysicalMemory {
    /** Size of a cached page in bytes. */
    public static final int PAGE_BYTES = 4096;

    /** Pages a look may hold, unless told otherwise: 256 MiB. */
    public static final int DEFAULT_MAX_PAGES = 65536;

    private static final long PAGE_MASK = -PAGE_BYTES;

    private final PhysicalMemory source;
    private final int maxPages;
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
     * @param maxPages pages to keep at most, at least 1; further pages are read and not kept
     */
    public Look(PhysicalMemory source, int maxPages) {
        if (maxPages < 1) {
            throw new IllegalArgumentException("maxPages = " + maxPages);
        }
        this.source = source;
        this.maxPages = maxPages;
        this.passThrough = !source.isLive() && isMapped(source);
    }

    private static boolean isMapped(PhysicalMemory source) {
        return !source.ranges().isEmpty()
                && source.mapped(source.ranges().getFirst().start(), 1).isPresent();
    }

    @Override
    public List<GpaRange> ranges() {
        return source.ranges();
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
        long done = 0;
        while (done < destination.byteSize()) {
            long at = gpa + done;
            long inPage = at & (PAGE_BYTES - 1);
            long count = Math.min(PAGE_BYTES - inPage, destination.byteSize() - done);
            MemorySegment page = pages.get(at & PAGE_MASK);
            if (page == null) {
                page = fetch(at & PAGE_MASK);
            }
            if (page == null) {
                source.read(at, destination.asSlice(done, count)); // a page that is partly hole
            } else {
                MemorySegment.copy(page, inPage, destination, done, count);
            }
            done += count;
        }
    }

    /**
     * Fetches pages that will be wanted soon, in one batch. Holes and pages already here are passed
     * over; so is what goes beyond the look's limit.
     *
     * @param gpas addresses inside the wanted pages, in any order, duplicates allowed
     */
    public void prefetch(List<Long> gpas) throws IOException {
        if (passThrough) {
            return;
        }
        List<Read> wanted = new ArrayList<>();
        gpas.stream()
                .map(gpa -> gpa & PAGE_MASK)
                .distinct()
                .filter(page -> !pages.containsKey(page))
                .limit(Math.max(0, maxPages - pages.size()))
                .forEach(page -> wanted.add(new Read(page, MemorySegment.ofArray(newPage()))));
        if (wanted.isEmpty()) {
            return;
        }
        List<Read> inHoles = source.readBatch(wanted);
        for (Read read : wanted) {
            if (!inHoles.contains(read)) {
                fetched.increment();
                pages.putIfAbsent(read.gpa(), read.destination());
            }
        }
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

    /** Returns the page, or null where the source has it only in part. */
    private @Nullable MemorySegment fetch(long page) throws IOException {
        MemorySegment bytes = MemorySegment.ofArray(newPage());
        try {
            source.read(page, bytes);
        } catch (MemoryHoleException e) {
            return null;
        }
        fetched.increment();
        if (pages.size() >= maxPages) {
            return bytes;
        }
        MemorySegment earlier = pages.putIfAbsent(page, bytes);
        return earlier == null ? bytes : earlier;
    }

    private static byte[] newPage() {
        return new byte[PAGE_BYTES];
    }
}
