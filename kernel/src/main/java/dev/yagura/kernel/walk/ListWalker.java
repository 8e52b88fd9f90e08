package dev.yagura.kernel.walk;

import dev.yagura.memory.paging.AddressSpace;
import java.io.IOException;

/** Walks lists; {@code include/linux/list.h}. */
final class ListWalker {
    private final AddressSpace memory;
    private final WalkLimits limits;

    ListWalker(AddressSpace memory, WalkLimits limits) {
        this.memory = memory;
        this.limits = limits;
    }

    /** Walks a circular list; the head is not an entry. */
    <T> Walk<T> circular(long headGva, NodeReader<T> reader) throws IOException {
        Trail<T> trail = new Trail<>("list at 0x%x".formatted(headGva), limits);
        return walk(trail, headGva, true, reader);
    }

    /** Walks a list that ends with NULL, or with a pointer whose lowest bit is set (nulls). */
    <T> Walk<T> open(long headGva, NodeReader<T> reader) throws IOException {
        Trail<T> trail = new Trail<>("hlist at 0x%x".formatted(headGva), limits);
        return walk(trail, headGva, false, reader);
    }

    /** The link to the next node is the first member of {@code list_head} and the hlist types. */
    private <T> Walk<T> walk(Trail<T> trail, long headGva, boolean circular, NodeReader<T> reader)
            throws IOException {
        long from = headGva;
        Long next = trail.read(headGva, headGva, () -> memory.u64(headGva));
        while (next != null
                && !(circular ? next == headGva : next == 0 || (next & 1) != 0)
                && trail.stepTo(next, from)) {
            long node = next;
            long before = from;
            T item = trail.read(node, before, () -> reader.read(node));
            if (item == null) {
                break;
            }
            trail.add(item);
            next = trail.read(node, before, () -> memory.u64(node));
            from = node;
        }
        return trail.done();
    }
}
