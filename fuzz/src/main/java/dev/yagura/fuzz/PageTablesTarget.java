package dev.yagura.fuzz;

import dev.yagura.memory.Extent;
import dev.yagura.memory.Look;
import dev.yagura.memory.PhysicalMemory;
import dev.yagura.memory.SegmentMemory;
import dev.yagura.memory.paging.AddressSpace;
import dev.yagura.memory.paging.Mapping;
import dev.yagura.memory.paging.MappingSweep;
import dev.yagura.memory.paging.PageNotPresentException;
import dev.yagura.memory.paging.PagingMode;
import dev.yagura.memory.paging.Translation;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Walks page tables made from the input, by single translations, by enumeration and through a look,
 * which must agree.
 *
 * <p>The input is little-endian: a byte whose lowest bit asks for five levels, then CR3, an address
 * to read, and pairs of a guest-physical address and the eight bytes that stand there. A page of
 * RAM exists where a pair is; all else is a hole.
 */
public final class PageTablesTarget {
    private static final int PAGE_BYTES = 4096;
    private static final int MAX_PAGES = 64;
    private static final int MAX_TABLES = 200;
    private static final int COMPARED = 50;
    private static final long MAX_GPA = 1L << 52;

    private PageTablesTarget() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        ByteBuffer in = ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN);
        if (in.remaining() < 1 + 2 * Long.BYTES) {
            return;
        }
        PagingMode mode = (in.get() & 1) == 0 ? PagingMode.FOUR_LEVEL : PagingMode.FIVE_LEVEL;
        long cr3 = in.getLong();
        long gva = in.getLong();
        List<Extent> ram = ram(in);
        try {
            AddressSpace dump = new AddressSpace(new SegmentMemory(ram, false), cr3, mode);
            AddressSpace look = new AddressSpace(new Look(new SegmentMemory(ram, true)), cr3, mode);
            look.prefetch(List.of(gva, gva + PAGE_BYTES, -gva));
            read(dump, look, gva);
            enumerate(dump, look);
        } catch (IOException e) {
            throw new AssertionError("memory that is here cannot fail to be read", e);
        }
    }

    private static List<Extent> ram(ByteBuffer in) {
        Map<Long, ByteBuffer> pages = new TreeMap<>();
        while (in.remaining() >= 2 * Long.BYTES) {
            long gpa = in.getLong() & (MAX_GPA - 1) & -Long.BYTES;
            long value = in.getLong();
            long page = gpa & -PAGE_BYTES;
            if (pages.size() < MAX_PAGES || pages.containsKey(page)) {
                pages.computeIfAbsent(page, PageTablesTarget::emptyPage)
                        .putLong((int) (gpa - page), value);
            }
        }
        List<Extent> ram = new ArrayList<>();
        pages.forEach((gpa, page) -> ram.add(new Extent(gpa, MemorySegment.ofBuffer(page))));
        return ram;
    }

    private static ByteBuffer emptyPage(long gpa) {
        return ByteBuffer.allocate(PAGE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void read(AddressSpace dump, AddressSpace look, long gva) throws IOException {
        Translation translation = dump.translate(gva);
        Invariant.check(
                translation.equals(look.translate(gva)), translation + " is not what a look sees");
        try {
            long value = dump.u64(gva);
            Invariant.check(value == look.u64(gva), "u64 differs through a look");
            Invariant.check(dump.u8(gva) == (value & 0xFF), "u8 is not the lowest byte of u64");
            dump.cString(gva, 3 * PAGE_BYTES);
            Invariant.check(
                    translation instanceof Translation.Mapped, "read through " + translation);
        } catch (PageNotPresentException e) {
            // What is to be said of a page that is not there.
        }
    }

    private static void enumerate(AddressSpace dump, AddressSpace look) throws IOException {
        List<Mapping> seen = new ArrayList<>();
        MappingSweep sweep =
                dump.forEachMapping(
                        0,
                        -1,
                        MAX_TABLES,
                        mapping -> {
                            if (seen.size() < COMPARED) {
                                seen.add(mapping);
                            }
                            return true;
                        });
        Invariant.check(sweep.tables() <= MAX_TABLES, "read " + sweep.tables() + " tables");
        MappingSweep again = look.forEachMapping(0, -1, MAX_TABLES, mapping -> true);
        Invariant.check(again.equals(sweep), again + " through a look, " + sweep + " without");
        long last = -1;
        for (Mapping mapping : seen) {
            Invariant.check(
                    last == -1 || Long.compareUnsigned(mapping.gva(), last) > 0,
                    mapping + " comes out of order");
            last = mapping.gva() + mapping.pageSize() - 1;
            Translation.Mapped expected =
                    new Translation.Mapped(mapping.gpa(), mapping.pageSize(), mapping.access());
            Translation found = dump.translate(mapping.gva());
            Invariant.check(expected.equals(found), mapping + " translates to " + found);
            checkRam(dump.physical(), mapping);
        }
    }

    private static void checkRam(PhysicalMemory memory, Mapping mapping) throws IOException {
        boolean isRam =
                memory.ranges().stream()
                        .anyMatch(range -> range.contains(mapping.gpa(), PAGE_BYTES));
        Invariant.check(
                memory.page(mapping.gpa()).isPresent() == isRam,
                mapping + ": RAM ranges and pages disagree");
    }
}
