package dev.yagura.kernel.index;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * Finds entries of a table by the hash of their name, in table order.
 *
 * <p>Chains, not open addressing: building takes linear time also where a hostile table gives every
 * entry the same hash.
 */
public final class NameIndex {
    private static final int NONE = -1;

    private final int[] heads;
    private final int[] next;

    /**
     * Indexes {@code count} entries.
     *
     * @param hash gives the {@link String#hashCode()} of the name of an entry
     */
    public NameIndex(int count, IntUnaryOperator hash) {
        int slots = Integer.highestOneBit(Math.max(2, count)) << 1;
        this.heads = new int[slots];
        this.next = new int[count];
        Arrays.fill(heads, NONE);
        // Backwards, so that each chain ends up in table order.
        for (int i = count - 1; i >= 0; i--) {
            int slot = slot(hash.applyAsInt(i));
            next[i] = heads[slot];
            heads[slot] = i;
        }
    }

    /** Returns the first entry that may have a name of that hash, or a negative number. */
    public int first(int hash) {
        return heads[slot(hash)];
    }

    /** Returns the entry after {@code entry} that may have the same hash, or a negative number. */
    public int next(int entry) {
        return next[entry];
    }

    private int slot(int hash) {
        // String hashes of similar names differ in their low bits only; spread them.
        return (((hash ^ (hash >>> 15)) * 0x9E3779B1) >>> 1) & (heads.length - 1);
    }
}
