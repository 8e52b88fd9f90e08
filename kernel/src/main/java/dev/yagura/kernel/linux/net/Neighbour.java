package dev.yagura.kernel.linux.net;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A host on the link, and its hardware address.
 *
 * @param gva address of its {@code struct neighbour}
 * @param address its IP address
 * @param mac its hardware address, two digits a byte; null while it is not known
 * @param device name of the interface
 * @param state as {@code ip neigh} prints it, such as {@code "STALE"}
 * @param namespaceGva {@code struct net} of the interface
 */
public record Neighbour(
        long gva,
        String address,
        @Nullable String mac,
        String device,
        String state,
        long namespaceGva) {
    /** Checks for nulls. */
    public Neighbour {
        requireNonNull(address, "address");
        requireNonNull(device, "device");
        requireNonNull(state, "state");
    }
}
