package dev.yagura.it.attack;

import dev.yagura.it.core.GuestCore;
import java.io.IOException;

/** What the kernel does to its lists. */
final class Lists {
    /** Offsets in {@code struct rb_node}, and the low bits of its first member. */
    private static final int RIGHT = 8;

    private static final int LEFT = 16;
    private static final long COLOUR = 3;

    private Lists() {}

    /** Does what {@code list_del_init} does. */
    static void unlink(GuestCore guest, long node) throws IOException {
        long next = guest.u64(node);
        long previous = guest.u64(node + Long.BYTES);
        guest.putU64(previous, next);
        guest.putU64(next + Long.BYTES, previous);
        guest.putU64(node, node);
        guest.putU64(node + Long.BYTES, node);
    }

    /** Does what {@code list_add} does. */
    static void insert(GuestCore guest, long head, long node) throws IOException {
        long first = guest.u64(head);
        guest.putU64(node, first);
        guest.putU64(node + Long.BYTES, head);
        guest.putU64(first + Long.BYTES, node);
        guest.putU64(head, node);
    }

    /** Does what {@code list_move_tail} does: the node is in its list, elsewhere. */
    static void moveToEnd(GuestCore guest, long node, long head) throws IOException {
        unlink(guest, node);
        long last = guest.u64(head + Long.BYTES);
        guest.putU64(node, head);
        guest.putU64(node + Long.BYTES, last);
        guest.putU64(last, node);
        guest.putU64(head + Long.BYTES, node);
    }

    /** Does what {@code hlist_nulls_del} does; the end of a list is an odd number. */
    static void remove(GuestCore guest, long node) throws IOException {
        long next = guest.u64(node);
        long previous = guest.u64(node + Long.BYTES);
        guest.putU64(previous, next);
        if (isNode(next)) {
            guest.putU64(next + Long.BYTES, previous);
        }
    }

    /** Does what {@code hlist_nulls_add_behind} does. */
    static void addBehind(GuestCore guest, long node, long before) throws IOException {
        long next = guest.u64(before);
        guest.putU64(node, next);
        guest.putU64(node + Long.BYTES, before);
        guest.putU64(before, node);
        if (isNode(next)) {
            guest.putU64(next + Long.BYTES, node);
        }
    }

    /**
     * Takes a node out of a red-black tree; all others stay in it, in their order, if not balanced.
     */
    static void erase(GuestCore guest, long node, long root) throws IOException {
        long parent = guest.u64(node) & ~COLOUR;
        long right = guest.u64(node + RIGHT);
        long left = guest.u64(node + LEFT);
        long heir = right != 0 ? right : left;
        if (right != 0 && left != 0) {
            long first = right;
            while (guest.u64(first + LEFT) != 0) {
                first = guest.u64(first + LEFT);
            }
            guest.putU64(first + LEFT, left);
            parent(guest, left, first);
        }
        if (heir != 0) {
            parent(guest, heir, parent);
        }
        long slot = parent == 0 ? root : parent + LEFT;
        if (parent != 0 && guest.u64(parent + RIGHT) == node) {
            slot = parent + RIGHT;
        }
        guest.putU64(slot, heir);
    }

    private static void parent(GuestCore guest, long node, long parent) throws IOException {
        guest.putU64(node, parent | (guest.u64(node) & COLOUR));
    }

    private static boolean isNode(long next) {
        return next != 0 && (next & 1) == 0;
    }
}
