package dev.yagura.network.flow;

/**
 * What a table of flows may hold.
 *
 * @param maxFlows flows at a time; one more ends another
 * @param maxQueuedBytes of one TCP stream, out of order: what comes behind what is missing
 * @param maxHeldBytes of all flows: queued, and kept to compare with what comes again
 */
public record FlowLimits(int maxFlows, int maxQueuedBytes, long maxHeldBytes) {
    /**
     * As many flows as Linux tracks by default on a large host; more of a stream than a receiver's
     * default buffer of 6 MiB has room for at a time, half of which is a window at most.
     */
    public static final FlowLimits DEFAULT = new FlowLimits(1 << 18, 4 << 20, 64L << 20);

    /** Requires room for something. */
    public FlowLimits {
        if (maxFlows < 1 || maxQueuedBytes < 1 || maxHeldBytes < maxQueuedBytes) {
            throw new IllegalArgumentException(
                    "%d flows, %d queued bytes, %d in all"
                            .formatted(maxFlows, maxQueuedBytes, maxHeldBytes));
        }
    }
}
