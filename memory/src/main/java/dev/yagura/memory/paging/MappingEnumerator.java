package dev.yagura.memory.paging;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.yagura.memory.MemoryHoleException;
import dev.yagura.memory.PhysicalMemory;
import dev.yagura.memory.paging.MappingSweep.Outcome;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One enumeration of the leaves of a tree of page tables, in order, depth first. */
final class MappingEnumerator {
    private static final ValueLayout.OfLong ENTRY = JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

    private final PhysicalMemory memory;
    private final long firstGva;
    private final long lastGva;
    private final long maxTables;
    private final MappingVisitor visitor;
    private long mappings;
    private long tables;
    private long malformed;

    /**
     * Prepares an enumeration of the pages that touch {@code [firstGva, lastGva]}, unsigned.
     *
     * @param maxTables tables to read at most, at least 1
     */
    MappingEnumerator(
            PhysicalMemory memory,
            long firstGva,
            long lastGva,
            long maxTables,
            MappingVisitor visitor) {
        this.memory = memory;
        this.firstGva = firstGva;
        this.lastGva = lastGva;
        this.maxTables = maxTables;
        this.visitor = visitor;
    }

    MappingSweep run(long dtb, PagingMode mode) throws IOException {
        Outcome outcome = table(dtb, mode.levels(), 0, mode.addressBits(), Entry.ALL_RIGHTS);
        return new MappingSweep(outcome, mappings, tables, malformed);
    }

    /**
     * Goes through one table; the recursion is as deep as there are levels.
     *
     * @param base first GVA of the table, not yet sign-extended
     */
    private Outcome table(long gpa, int level, long base, int addressBits, long rights)
            throws IOException {
        if (tables == maxTables) {
            return Outcome.TABLE_LIMIT;
        }
        tables++;
        MemorySegment entries = read(gpa);
        if (entries == null) {
            malformed++;
            return Outcome.FINISHED;
        }
        prefetchChildren(entries, level, base, addressBits);
        int shift = Entry.shift(level);
        for (int i = 0; i < Entry.PER_TABLE; i++) {
            long entry = entries.get(ENTRY, (long) i * Entry.BYTES);
            long gva = signExtend(base | (long) i << shift, addressBits);
            if (!Entry.isPresent(entry) || !inRange(gva, shift)) {
                continue;
            }
            long left = Entry.restrict(rights, entry);
            Outcome outcome = Outcome.FINISHED;
            if (!Entry.isLeaf(entry, level)) {
                outcome = table(Entry.table(entry), level - 1, gva, addressBits, left);
            } else if (!Entry.leafAllowed(level)) {
                malformed++;
            } else if (!leaf(gva, entry, level, left)) {
                outcome = Outcome.STOPPED;
            }
            if (outcome != Outcome.FINISHED) {
                return outcome;
            }
        }
        return Outcome.FINISHED;
    }

    private boolean leaf(long gva, long entry, int level, long rights) throws IOException {
        mappings++;
        return visitor.visit(
                new Mapping(
                        gva,
                        Entry.page(entry, level),
                        1L << Entry.shift(level),
                        Entry.access(rights)));
    }

    /** Fetches the tables below in one batch: over a network a round trip each is what costs. */
    private void prefetchChildren(MemorySegment entries, int level, long base, int addressBits)
            throws IOException {
        if (level == 1 || memory.isMapped()) {
            return;
        }
        int shift = Entry.shift(level);
        List<Long> children = new ArrayList<>();
        for (int i = 0; i < Entry.PER_TABLE; i++) {
            long entry = entries.get(ENTRY, (long) i * Entry.BYTES);
            long gva = signExtend(base | (long) i << shift, addressBits);
            if (Entry.isPresent(entry) && !Entry.isLeaf(entry, level) && inRange(gva, shift)) {
                children.add(Entry.table(entry));
            }
        }
        memory.prefetch(children);
    }

    private @Nullable MemorySegment read(long gpa) throws IOException {
        MemorySegment page = memory.page(gpa).orElse(null);
        if (page != null) {
            return page;
        }
        MemorySegment copy = MemorySegment.ofArray(new byte[Entry.TABLE_BYTES]);
        try {
            memory.read(gpa, copy);
        } catch (MemoryHoleException e) {
            return null;
        }
        return copy;
    }

    private boolean inRange(long gva, int shift) {
        long last = gva + (1L << shift) - 1;
        return Long.compareUnsigned(last, firstGva) >= 0 && Long.compareUnsigned(gva, lastGva) <= 0;
    }

    private static long signExtend(long gva, int addressBits) {
        int unused = Long.SIZE - addressBits;
        return gva << unused >> unused;
    }
}
