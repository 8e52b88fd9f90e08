package dev.yagura.kernel.walk;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.memory.MemoryHoleException;
import dev.yagura.memory.paging.AddressSpace;
import dev.yagura.memory.paging.PageNotPresentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Walks the chains of a hash table. A chain that breaks off is said and the others are walked on;
 * no node is taken twice in a table, so that a thousand buckets that lead to one long chain cost no
 * more than one.
 */
final class BucketWalker {
    /** The largest tables are those of connections, which the kernel makes of 2^19 at most. */
    static final long MAX_BUCKETS = 1 << 20;

    /** More broken chains than these and the table is not worth walking on. */
    static final int MAX_CUTS = 64;

    private static final int PAGE_BYTES = 4096;

    private final AddressSpace memory;
    private final WalkLimits limits;
    private final String container;
    private final List<Long> nodes = new ArrayList<>();
    private final List<WalkEnd.Cut> cuts = new ArrayList<>();
    private final Set<Long> met = new HashSet<>();
    private boolean stopped;

    BucketWalker(AddressSpace memory, WalkLimits limits, String container) {
        this.memory = memory;
        this.limits = limits;
        this.container = container;
    }

    BucketWalk done() {
        return new BucketWalk(container, nodes, cuts);
    }

    void cut(WalkEnd.Reason reason, long gva, long from, String detail) {
        cuts.add(new WalkEnd.Cut(reason, gva, from, detail));
        stopped |= cuts.size() >= MAX_CUTS;
    }

    /**
     * Walks a table.
     *
     * @param firstGva address of the first bucket's pointer
     * @param count how many buckets it is said to have, unsigned
     * @param strideBytes from one bucket to the next
     * @param lockBit whether the lowest bit of a bucket's pointer is a lock, not an end
     */
    BucketWalker walk(long firstGva, long count, long strideBytes, boolean lockBit)
            throws IOException {
        if (firstGva % Long.BYTES != 0
                || strideBytes < Long.BYTES
                || strideBytes > PAGE_BYTES
                || strideBytes % Long.BYTES != 0) {
            cut(
                    WalkEnd.Reason.MALFORMED,
                    firstGva,
                    firstGva,
                    "is no table of aligned buckets, %d bytes each".formatted(strideBytes));
            return this;
        }
        long buckets = count;
        if (Long.compareUnsigned(count, MAX_BUCKETS) > 0) {
            buckets = MAX_BUCKETS;
            cut(
                    WalkEnd.Reason.LIMIT,
                    firstGva,
                    firstGva,
                    "has %s buckets, expected %d at most"
                            .formatted(Long.toUnsignedString(count), MAX_BUCKETS));
        }
        for (long bucket = 0; bucket < buckets && !stopped; ) {
            bucket += page(firstGva + bucket * strideBytes, buckets - bucket, strideBytes, lockBit);
        }
        return this;
    }

    /** Walks the buckets whose pointers lie in one page; returns how many they are. */
    private long page(long gva, long atMost, long strideBytes, boolean lockBit) throws IOException {
        int length = (int) (PAGE_BYTES - (gva & (PAGE_BYTES - 1)));
        long inPage = Math.min(atMost, (length + strideBytes - 1) / strideBytes);
        byte[] bytes = read(gva, gva, (int) Math.min(length, inPage * strideBytes));
        if (bytes != null) {
            ByteBuffer pointers = ByteBuffer.wrap(bytes).order(LITTLE_ENDIAN);
            for (int i = 0; i < inPage && !stopped; i++) {
                long pointer = pointers.getLong((int) (i * strideBytes));
                chain(gva + i * strideBytes, lockBit ? pointer & ~1L : pointer);
            }
        }
        return inPage;
    }

    /** Walks a chain; it ends with NULL, or with a pointer whose lowest bit is set (nulls). */
    void chain(long headGva, long first) throws IOException {
        long from = headGva;
        long node = first;
        while (node != 0 && (node & 1) == 0) {
            if (node % Long.BYTES != 0) {
                cut(WalkEnd.Reason.MALFORMED, node, from, "is no address of a node");
                return;
            }
            if (met.size() >= limits.entries()) {
                String detail = "has more than %d nodes".formatted(limits.entries());
                cut(WalkEnd.Reason.LIMIT, node, from, detail);
                stopped = true;
                return;
            }
            if (!met.add(node)) {
                cut(WalkEnd.Reason.CYCLE, node, from, "was met before");
                return;
            }
            byte[] next = read(node, from, Long.BYTES);
            if (next == null) {
                return;
            }
            nodes.add(node);
            from = node;
            node = ByteBuffer.wrap(next).order(LITTLE_ENDIAN).getLong();
        }
    }

    private byte @Nullable [] read(long gva, long from, int lengthBytes) throws IOException {
        try {
            return memory.bytes(gva, lengthBytes);
        } catch (PageNotPresentException | MemoryHoleException e) {
            cut(WalkEnd.Reason.NOT_MAPPED, gva, from, String.valueOf(e.getMessage()));
        } catch (MalformedStructureException e) {
            cut(WalkEnd.Reason.MALFORMED, gva, from, String.valueOf(e.getMessage()));
        }
        return null;
    }
}
