package dev.yagura.kernel.walk;

import dev.yagura.kernel.view.StructViews;
import dev.yagura.memory.paging.AddressSpace;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Walks red-black trees in order; {@code include/linux/rbtree_types.h}. */
final class RbTreeWalker {
    private final AddressSpace memory;
    private final WalkLimits limits;
    private final long left;
    private final long right;

    RbTreeWalker(StructViews views, WalkLimits limits) throws IOException {
        this.memory = views.kernel().memory();
        this.limits = limits;
        this.left = views.offsetOf("rb_node", "rb_left");
        this.right = views.offsetOf("rb_node", "rb_right");
    }

    /** Walks the tree whose {@code rb_root} is at {@code rootGva}. */
    <T> Walk<T> walk(long rootGva, NodeReader<T> reader) throws IOException {
        Trail<T> trail = new Trail<>("tree at 0x%x".formatted(rootGva), limits);
        Deque<Long> path = new ArrayDeque<>();
        Long top = trail.read(rootGva, rootGva, () -> memory.u64(rootGva));
        descend(trail, path, top == null ? 0 : top, rootGva);
        while (trail.goesOn() && !path.isEmpty()) {
            long node = path.pop();
            T item = trail.read(node, node, () -> reader.read(node));
            if (item == null) {
                break;
            }
            trail.add(item);
            Long next = trail.read(node, node, () -> memory.u64(node + right));
            descend(trail, path, next == null ? 0 : next, node);
        }
        return trail.done();
    }

    /** Goes left as far as it goes; every node on the way waits on the path. */
    private <T> void descend(Trail<T> trail, Deque<Long> path, long start, long parent)
            throws IOException {
        long from = parent;
        long at = start;
        while (at != 0 && trail.stepTo(at, from)) {
            if (path.size() >= limits.treeDepth()) {
                trail.stop(
                        WalkEnd.Reason.LIMIT,
                        at,
                        from,
                        "is deeper than %d nodes".formatted(limits.treeDepth()));
                return;
            }
            path.push(at);
            long node = at;
            long above = from;
            Long next = trail.read(node, above, () -> memory.u64(node + left));
            if (next == null) {
                path.pop();
                return;
            }
            from = node;
            at = next;
        }
    }
}
