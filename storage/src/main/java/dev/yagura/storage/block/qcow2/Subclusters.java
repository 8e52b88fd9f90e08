package dev.yagura.storage.block.qcow2;

import dev.yagura.bytes.MalformedStructureException;

/**
 * The 32 parts of a cluster, each of which is data, zeros or unallocated.
 *
 * @param bitmap bits 0 to 31 for data, 32 to 63 for zeros
 */
record Subclusters(long bitmap) {
    static final int MIN_CLUSTER_BITS = 14;
    static final int COUNT = 32;
    static final int COUNT_BITS = 5;

    /** What a part is. */
    enum State {
        DATA,
        ZERO,
        UNALLOCATED
    }

    State state(int index) throws MalformedStructureException {
        boolean data = (bitmap >>> index & 1) != 0;
        boolean zero = (bitmap >>> (index + COUNT) & 1) != 0;
        if (data && zero) {
            throw ClusterMap.malformed(
                    "subcluster bitmap",
                    "has subcluster %d as data and as zeros, expected one".formatted(index));
        }
        return data ? State.DATA : zero ? State.ZERO : State.UNALLOCATED;
    }

    /** Returns how many parts from {@code index} on are as that one. */
    int alike(int index) throws MalformedStructureException {
        State state = state(index);
        int end = index + 1;
        while (end < COUNT && state(end) == state) {
            end++;
        }
        return end - index;
    }
}
