package dev.yagura.kernel.walk;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.yagura.kernel.types.CType;
import dev.yagura.kernel.types.StructType;
import dev.yagura.kernel.view.KernelLayoutException;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.memory.paging.AddressSpace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Walks maple trees; {@code include/linux/maple_tree.h} and {@code lib/maple_tree.c}.
 *
 * <p>A node's address carries its type in bits 6..3. Slot {@code i} covers the indices up to {@code
 * pivot[i]}; a pivot of 0 after the first, or one past the array, stands for the node's maximum.
 */
final class MapleTreeWalker {
    private static final long NODE_MASK = 255;
    private static final int TYPE_SHIFT = 3;
    private static final long TYPE_MASK = 15;
    private static final long INTERNAL_MASK = 3;
    private static final long INTERNAL = 2;
    private static final long MAX_MARK = 4096;

    /** Where a node type has its pivots and slots. */
    private record Format(int pivotsOffset, int pivots, int slotsOffset, int slots, boolean leaf) {
        int bytes() {
            return Math.max(pivotsOffset + pivots * 8, slotsOffset + slots * 8);
        }
    }

    /** A range of indices and what is said to cover it. */
    private record Span(long entry, long first, long last, int depth, long from) {}

    private final AddressSpace memory;
    private final WalkLimits limits;
    private final Map<Long, Format> formats;

    MapleTreeWalker(StructViews views, WalkLimits limits) throws IOException {
        this.memory = views.kernel().memory();
        this.limits = limits;
        Map<String, Long> types = views.kernel().types().enumeration("maple_type").orElse(Map.of());
        // No Map.of: the type numbers are the guest's word, and may coincide.
        this.formats = new HashMap<>();
        formats.put(number(views, types, "maple_leaf_64"), format(views, "maple_range_64", true));
        formats.put(number(views, types, "maple_range_64"), format(views, "maple_range_64", false));
        formats.put(
                number(views, types, "maple_arange_64"), format(views, "maple_arange_64", false));
    }

    private static long number(StructViews views, Map<String, Long> types, String name)
            throws KernelLayoutException {
        Long number = types.get(name);
        if (number == null) {
            throw new KernelLayoutException(
                    views.kernel().release(), "maple_type", name, "not found");
        }
        return number;
    }

    private static Format format(StructViews views, String struct, boolean leaf)
            throws KernelLayoutException {
        return new Format(
                offset(views, struct, "pivot"),
                length(views, struct, "pivot"),
                offset(views, struct, "slot"),
                length(views, struct, "slot"),
                leaf);
    }

    /** Offsets come from the guest too: a node is {@code NODE_MASK + 1} bytes, not more. */
    private static int offset(StructViews views, String struct, String member)
            throws KernelLayoutException {
        long offset = views.offsetOf(struct, member);
        if (offset > NODE_MASK) {
            throw new KernelLayoutException(
                    views.kernel().release(), struct, member, "is at offset %d".formatted(offset));
        }
        return (int) offset;
    }

    private static int length(StructViews views, String struct, String member)
            throws KernelLayoutException {
        var type =
                views.kernel()
                        .types()
                        .struct(struct)
                        .flatMap(s -> s.member(member))
                        .map(StructType.Member::type);
        if (type.isPresent()
                && type.get() instanceof CType.Array(var _, long count)
                && count >= 1
                && count <= NODE_MASK / Long.BYTES) {
            return (int) count;
        }
        throw new KernelLayoutException(
                views.kernel().release(), struct, member, "is no array of 1 to 31 elements");
    }

    /** Walks the tree whose {@code ma_root} is at {@code rootGva}; ascending by index. */
    Walk<RangeEntry> walk(long rootGva) throws IOException {
        Trail<RangeEntry> trail = new Trail<>("maple tree at 0x%x".formatted(rootGva), limits);
        Long root = trail.read(rootGva, rootGva, () -> memory.u64(rootGva));
        if (root != null && isNode(root)) {
            walk(trail, new Span(root, 0, -1, 0, rootGva));
        } else if (root != null && isEntry(root)) {
            trail.add(new RangeEntry(0, 0, root));
        }
        return trail.done();
    }

    private void walk(Trail<RangeEntry> trail, Span span) throws IOException {
        long gva = span.entry() & ~NODE_MASK;
        Format format = formats.get((span.entry() >>> TYPE_SHIFT) & TYPE_MASK);
        if (format == null) {
            trail.stop(
                    WalkEnd.Reason.MALFORMED,
                    span.entry(),
                    span.from(),
                    "has node type %d, expected one of %s"
                            .formatted(
                                    (span.entry() >>> TYPE_SHIFT) & TYPE_MASK, formats.keySet()));
            return;
        }
        if (span.depth() >= limits.treeDepth()) {
            trail.stop(
                    WalkEnd.Reason.LIMIT,
                    gva,
                    span.from(),
                    "is deeper than %d nodes".formatted(limits.treeDepth()));
            return;
        }
        ByteBuffer node = node(trail, gva, span.from(), format);
        long first = span.first();
        for (int slot = 0; node != null && slot < format.slots() && trail.goesOn(); slot++) {
            long last = last(node, format, slot, span.last());
            if (Long.compareUnsigned(last, first) < 0
                    || Long.compareUnsigned(last, span.last()) > 0) {
                trail.stop(
                        WalkEnd.Reason.MALFORMED,
                        gva,
                        span.from(),
                        "pivot[%d] is 0x%x, expected 0x%x..0x%x"
                                .formatted(slot, last, first, span.last()));
                return;
            }
            visit(
                    trail,
                    new Span(
                            node.getLong(format.slotsOffset() + slot * Long.BYTES),
                            first,
                            last,
                            span.depth() + 1,
                            gva),
                    format.leaf());
            if (last == span.last()) {
                return;
            }
            first = last + 1;
        }
    }

    private void visit(Trail<RangeEntry> trail, Span span, boolean leaf) throws IOException {
        if (leaf) {
            if (isEntry(span.entry())) {
                trail.add(new RangeEntry(span.first(), span.last(), span.entry()));
            }
        } else if (span.entry() != 0) {
            walk(trail, span);
        } else {
            trail.stop(
                    WalkEnd.Reason.MALFORMED, 0, span.from(), "has no child for a range it covers");
        }
    }

    private @Nullable ByteBuffer node(Trail<?> trail, long gva, long from, Format format)
            throws IOException {
        if (!trail.stepTo(gva, from)) {
            return null;
        }
        byte[] bytes = trail.read(gva, from, () -> memory.bytes(gva, format.bytes()));
        if (bytes == null) {
            return null;
        }
        ByteBuffer node = ByteBuffer.wrap(bytes).order(LITTLE_ENDIAN);
        if ((node.getLong(0) & ~NODE_MASK) == gva) {
            trail.stop(WalkEnd.Reason.MALFORMED, gva, from, "is a dead node, its own parent");
            return null;
        }
        return node;
    }

    private static long last(ByteBuffer node, Format format, int slot, long nodeLast) {
        if (slot >= format.pivots()) {
            return nodeLast;
        }
        long pivot = node.getLong(format.pivotsOffset() + slot * Long.BYTES);
        return pivot == 0 && slot > 0 ? nodeLast : pivot;
    }

    private static boolean isNode(long entry) {
        return (entry & INTERNAL_MASK) == INTERNAL && Long.compareUnsigned(entry, MAX_MARK) > 0;
    }

    private static boolean isEntry(long entry) {
        return entry != 0 && (entry & INTERNAL_MASK) != INTERNAL;
    }
}
