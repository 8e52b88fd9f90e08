package dev.yagura.network.flow;

import static java.util.Objects.requireNonNull;

/**
 * Something odd in a flow.
 *
 * @param kind what
 * @param direction which way the packet went
 * @param offset of a TCP stream's byte where it was, from 0, negative before the first; 0 without
 *     streams
 */
public record FlowAnomaly(AnomalyKind kind, FlowDirection direction, long offset) {
    /** Requires kind and direction. */
    public FlowAnomaly {
        requireNonNull(kind, "kind");
        requireNonNull(direction, "direction");
    }
}
