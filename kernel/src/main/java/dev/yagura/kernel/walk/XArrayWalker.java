package dev.yagura.kernel.walk;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.yagura.kernel.types.CType;
import dev.yagura.kernel.types.StructType;
import dev.yagura.kernel.view.KernelLayoutException;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.memory.paging.AddressSpace;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Walks XArrays and radix trees; {@code include/linux/xarray.h}. */
final class XArrayWalker {
    /** Internal entries up to this value are marks (retry, zero, sibling), not nodes. */
    private static final long MAX_MARK = 4096;

    private static final long MAX_NODE_OFFSET = 1024;
    private static final long INTERNAL_MASK = 3;
    private static final long INTERNAL = 2;

    private final AddressSpace memory;
    private final WalkLimits limits;
    private final int nodeBytes;
    private final int shiftOffset;
    private final int slotsOffset;
    private final int slots;
    private final int bitsPerLevel;

    XArrayWalker(StructViews views, WalkLimits limits) throws IOException {
        this.memory = views.kernel().memory();
        this.limits = limits;
        this.shiftOffset = offset(views, "shift");
        this.slotsOffset = offset(views, "slots");
        this.slots = slots(views);
        this.bitsPerLevel = Integer.numberOfTrailingZeros(slots);
        this.nodeBytes = Math.max(shiftOffset + 1, slotsOffset + slots * Long.BYTES);
    }

    /** The types are the guest's word too: a node is far smaller than a page. */
    private static int offset(StructViews views, String member) throws KernelLayoutException {
        long offset = views.offsetOf("xa_node", member);
        if (offset > MAX_NODE_OFFSET) {
            throw new KernelLayoutException(
                    views.kernel().release(),
                    "xa_node",
                    member,
                    "is at offset %d".formatted(offset));
        }
        return (int) offset;
    }

    /** {@code XA_CHUNK_SIZE}: 64, or 16 in kernels built to be small. */
    private static int slots(StructViews views) throws KernelLayoutException {
        var type =
                views.kernel()
                        .types()
                        .struct("xa_node")
                        .flatMap(struct -> struct.member("slots"))
                        .map(StructType.Member::type);
        if (type.isPresent()
                && type.get() instanceof CType.Array(CType.Pointer _, long count)
                && (count == 16 || count == 64)) {
            return (int) count;
        }
        throw new KernelLayoutException(
                views.kernel().release(), "xa_node", "slots", "is not 16 or 64 pointers");
    }

    /** A node to look into. */
    private record Node(long gva, int shift, ByteBuffer bytes) {}

    /**
     * Walks a tree.
     *
     * @param headGva address of the head, {@code xa_head}
     * @param base index of the first slot, as an IDR has one
     */
    Walk<IndexedEntry> walk(long headGva, long base) throws IOException {
        Walk<RangeEntry> ranges = ranges(headGva, base);
        return new Walk<>(
                ranges.container(),
                ranges.items().stream().map(e -> new IndexedEntry(e.first(), e.value())).toList(),
                ranges.end());
    }

    /** Walks a tree whose entries may stand for several indices; as {@link #walk}. */
    Walk<RangeEntry> ranges(long headGva, long base) throws IOException {
        Trail<RangeEntry> trail = new Trail<>("xarray at 0x%x".formatted(headGva), limits);
        Long head = trail.read(headGva, headGva, () -> memory.u64(headGva));
        if (head != null && isNode(head)) {
            Node node = node(trail, head, headGva, Long.SIZE);
            if (node != null) {
                walk(trail, node, base);
            }
        } else if (head != null && isEntry(head)) {
            trail.add(new RangeEntry(base, base, head));
        }
        return trail.done();
    }

    /**
     * Looks one index up, in one node a level.
     *
     * @param headGva address of the head, {@code xa_head}
     * @return the entry that stands for the index, if there is one
     */
    Walk<RangeEntry> at(long headGva, long index) throws IOException {
        Trail<RangeEntry> trail = new Trail<>("xarray at 0x%x".formatted(headGva), limits);
        Long head = trail.read(headGva, headGva, () -> memory.u64(headGva));
        if (head != null && isNode(head)) {
            Node node = node(trail, head, headGva, Long.SIZE);
            if (node != null && index >>> node.shift() < slots) {
                descend(trail, node, index);
            }
        } else if (head != null && isEntry(head) && index == 0) {
            trail.add(new RangeEntry(0, 0, head));
        }
        return trail.done();
    }

    /** Each node must have a smaller shift than the one above it, so this ends. */
    private void descend(Trail<RangeEntry> trail, Node root, long index) throws IOException {
        @Nullable Node node = root;
        while (node != null) {
            int slot = (int) (index >>> node.shift()) & (slots - 1);
            long entry = entry(node, slot);
            if (isSibling(entry)) {
                slot = (int) (entry >>> 2);
                entry = entry(node, slot);
            }
            if (isNode(entry)) {
                node = node(trail, entry, node.gva(), node.shift());
            } else {
                if (isEntry(entry)) {
                    long first = ((index >>> node.shift() & -slots) | slot) << node.shift();
                    long width = (1L + siblings(node, slot)) << node.shift();
                    trail.add(new RangeEntry(first, first + width - 1, entry));
                }
                node = null;
            }
        }
    }

    private boolean isSibling(long entry) {
        return (entry & INTERNAL_MASK) == INTERNAL && entry >>> 2 < slots;
    }

    private long entry(Node node, int slot) {
        return node.bytes().getLong(slotsOffset + slot * Long.BYTES);
    }

    /** Recursion is as deep as the tree, and each node must have a smaller shift: 11 levels. */
    private void walk(Trail<RangeEntry> trail, Node node, long first) throws IOException {
        for (int slot = 0; slot < slots && trail.goesOn(); slot++) {
            long entry = entry(node, slot);
            long index = first + ((long) slot << node.shift());
            if (isNode(entry)) {
                Node child = node(trail, entry, node.gva(), node.shift());
                if (child != null) {
                    walk(trail, child, index);
                }
            } else if (isEntry(entry)) {
                long width = (1L + siblings(node, slot)) << node.shift();
                trail.add(new RangeEntry(index, index + width - 1, entry));
            }
        }
    }

    /** Returns how many of the slots behind one say that they belong to it. */
    private int siblings(Node node, int slot) {
        long mark = ((long) slot << 2) | INTERNAL;
        int count = 0;
        while (slot + count + 1 < slots && entry(node, slot + count + 1) == mark) {
            count++;
        }
        return count;
    }

    private @Nullable Node node(Trail<RangeEntry> trail, long entry, long from, int parentShift)
            throws IOException {
        long gva = entry - INTERNAL;
        if (!trail.stepTo(gva, from)) {
            return null;
        }
        byte[] bytes = trail.read(gva, from, () -> memory.bytes(gva, nodeBytes));
        if (bytes == null) {
            return null;
        }
        int shift = Byte.toUnsignedInt(bytes[shiftOffset]);
        boolean root = parentShift == Long.SIZE;
        if (shift % bitsPerLevel != 0
                || (root ? shift >= Long.SIZE : shift != parentShift - bitsPerLevel)) {
            trail.stop(
                    WalkEnd.Reason.MALFORMED,
                    gva,
                    from,
                    root
                            ? "shift is %d, expected a multiple of %d below 64"
                                    .formatted(shift, bitsPerLevel)
                            : "shift is %d, expected %d"
                                    .formatted(shift, parentShift - bitsPerLevel));
            return null;
        }
        return new Node(gva, shift, ByteBuffer.wrap(bytes).order(LITTLE_ENDIAN));
    }

    private static boolean isNode(long entry) {
        return (entry & INTERNAL_MASK) == INTERNAL && Long.compareUnsigned(entry, MAX_MARK) > 0;
    }

    /** Returns whether a slot holds something of its owner's: no NULL, no mark. */
    private static boolean isEntry(long entry) {
        return entry != 0 && (entry & INTERNAL_MASK) != INTERNAL;
    }
}
