package dev.yagura.kernel.linux.mm;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Symbols;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.memory.GpaRange;
import dev.yagura.memory.paging.AddressSpace;
import dev.yagura.memory.paging.Translation;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The objects in one of the kernel's caches of equal objects, those in use and those that are free
 * alike; {@code mm/slub.c}.
 *
 * <p>The allocator keeps no list of what is in use, so every page of RAM is asked whose it is, by
 * its {@code struct page}: one 64th of RAM is read, in large pieces, and not kept. Where the kernel
 * has no {@code struct page} for a part of RAM it has no objects there either. A cache that was
 * merged with others of the same size holds their objects as well. Not seen: objects in a page
 * whose owner was written over.
 */
public final class SlabObjects {
    private static final ValueLayout.OfLong U64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Largest run of pages that the page allocator gives, 4 MiB; {@code MAX_PAGE_ORDER}. */
    private static final long MAX_SLAB_BYTES = 4L << 20;

    /** Objects told at most, as many as a kernel can number tasks: PID_MAX_LIMIT. */
    private static final long MAX_OBJECTS = 4 << 20;

    private static final int PIECE_BYTES = 1 << 20;

    /** The counters of a slab: 16 bits of objects in use, 15 bits of objects in all. */
    private static final int OBJECTS_SHIFT = 16;

    private static final long OBJECTS_MASK = 0x7FFF;

    private final AddressSpace memory;
    private final PageFrames frames;
    private final long cacheGva;
    private final long objectBytes;
    private final long directMapGva;
    private final long cacheAt;
    private final long countersAt;
    private final Partial.Collector<Long> found = Partial.collector();
    private final long mostObjects;
    private long objects;

    @KernelStruct("kmem_cache")
    interface Cache extends StructView {
        /** Returns the distance from one object to the next in bytes. */
        int size();

        /** Returns the bytes before the first object, for debugging. */
        @KernelField("red_left_pad")
        int leftPad();
    }

    private SlabObjects(Linux linux, long cacheGva, Cache cache) throws IOException {
        StructViews views = linux.views();
        this.memory = linux.kernel().memory();
        this.frames = PageFrames.of(linux);
        this.cacheGva = cacheGva;
        this.objectBytes = Integer.toUnsignedLong(cache.size());
        this.directMapGva =
                memory.u64(Symbols.require(linux.kernel(), "page_offset_base"))
                        + Integer.toUnsignedLong(cache.leftPad());
        long ramBytes = memory.physical().ranges().stream().mapToLong(GpaRange::lengthBytes).sum();
        this.mostObjects = Math.min(MAX_OBJECTS, ramBytes / objectBytes);
        // A structure of its own since 5.17, laid over that of the page.
        String struct = views.has("slab", "slab_cache") ? "slab" : "page";
        this.cacheAt = views.offsetOf(struct, "slab_cache");
        this.countersAt = views.offsetOf(struct, "counters");
        long structBytes = frames.structBytes();
        if (Long.bitCount(structBytes) != 1
                || frames.structOf(0) % structBytes != 0
                || Math.max(cacheAt, countersAt) + Long.BYTES > structBytes) {
            throw malformed(
                    "page",
                    "size",
                    0,
                    "is %d bytes, from 0x%x on, expected aligned ones of a power of two around %s"
                            .formatted(structBytes, frames.structOf(0), struct));
        }
    }

    /**
     * Returns the addresses of the objects of a cache, ascending by physical address; never empty
     * and whole at once.
     *
     * @param cacheSymbol name of the variable that points to the {@code kmem_cache}
     * @param leastBytes what an object is large at least, 8 or more
     * @throws IOException if this kernel has no such cache, or keeps it in another form, or the
     *     memory source fails
     */
    public static Partial<Long> of(Linux linux, String cacheSymbol, long leastBytes)
            throws IOException {
        long cacheGva = linux.kernel().memory().u64(Symbols.require(linux.kernel(), cacheSymbol));
        Cache cache = linux.views().at(Cache.class, cacheGva);
        long size = Integer.toUnsignedLong(cache.size());
        if (size < leastBytes || size > MAX_SLAB_BYTES) {
            throw malformed(
                    cacheSymbol,
                    "size",
                    linux.views().offsetOf("kmem_cache", "size"),
                    "is %d, expected %d..%d".formatted(size, leastBytes, MAX_SLAB_BYTES));
        }
        SlabObjects slabs = new SlabObjects(linux, cacheGva, cache);
        slabs.sweep();
        if (slabs.objects == 0) {
            slabs.found.missing(cacheSymbol, "has no page of RAM, expected at least one");
        }
        return slabs.found.done();
    }

    private void sweep() throws IOException {
        long structBytes = frames.structBytes();
        for (GpaRange range : memory.physical().ranges()) {
            long at = frames.structOf(range.start());
            long end = frames.structOf(range.end() - 1) + structBytes;
            while (at != end && objects < mostObjects) {
                Translation translation = memory.translate(at);
                long span = Math.min(span(translation, at), end - at);
                if (translation instanceof Translation.Mapped(long gpa, long _, var _)) {
                    long first = at;
                    found.part("struct page at 0x%x".formatted(at), () -> look(gpa, first, span));
                }
                at += span;
            }
        }
        if (objects >= mostObjects) {
            found.missing(
                    "slabs", "hold %d objects and more, expected fewer".formatted(mostObjects));
        }
    }

    /** Returns how many bytes from an address on are translated alike, one piece at most. */
    private static long span(Translation translation, long gva) throws IOException {
        long unit =
                switch (translation) {
                    case Translation.Mapped(long _, long pageSize, var _) ->
                            Math.min(pageSize, PIECE_BYTES);
                    case Translation.NotPresent(int level, long _, long _) -> bytes(level);
                    case Translation.Malformed(int level, long _, long _) -> bytes(level);
                    case Translation.NonCanonical() ->
                            throw malformed(
                                    "page",
                                    "address",
                                    0,
                                    "is 0x%x, expected one that can be mapped".formatted(gva));
                };
        return unit - (gva & (unit - 1));
    }

    /** Returns how much an entry of a page table stands for. */
    private static long bytes(int level) {
        return 1L << (12 + 9 * (level - 1));
    }

    /** Takes the objects out of the slabs whose pages' structures lie here. */
    private void look(long gpa, long firstGva, long lengthBytes) throws IOException {
        MemorySegment structs = MemorySegment.ofArray(new byte[(int) lengthBytes]);
        memory.physical().sweep(gpa, structs);
        for (long at = 0; at < lengthBytes; at += frames.structBytes()) {
            if (structs.get(U64, at + cacheAt) == cacheGva) {
                long count = (structs.get(U64, at + countersAt) >>> OBJECTS_SHIFT) & OBJECTS_MASK;
                addSlab(firstGva + at, count);
            }
        }
    }

    private void addSlab(long pageGva, long count) throws IOException {
        if (count == 0 || count * objectBytes > MAX_SLAB_BYTES) {
            found.missing(
                    "slab at 0x%x".formatted(pageGva),
                    "objects is %d, expected 1..%d".formatted(count, MAX_SLAB_BYTES / objectBytes));
            return;
        }
        long first = directMapGva + frames.gpaOf(pageGva);
        for (long i = 0; i < count && objects < mostObjects; i++) {
            found.add(first + i * objectBytes);
            objects++;
        }
    }

    private static MalformedStructureException malformed(
            String structure, String field, long offset, String found) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE, structure, field, offset, found);
    }
}
