package dev.yagura.kernel.linux.net;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A way to a destination; one of several ways to the same destination is one of its own.
 *
 * @param gva address of its {@code fib_alias} or {@code fib6_info}
 * @param namespace where it is
 * @param table number of its table: 254 is main, 255 local
 * @param destination prefix and its length, such as {@code "10.0.2.0/24"}
 * @param type such as {@code "unicast"}, {@code "blackhole"}
 * @param gateway next host, null where the destination is on the link
 * @param device name of the interface, null where it has none
 * @param source address that packets are sent from, null where none is preferred
 * @param metric the lowest wins, unsigned
 * @param protocol who made it: 2 the kernel, 3 ip at boot, 4 an administrator, others daemons
 * @param nextHopGva address of the {@code struct nexthop} that gateway and device are taken from; 0
 *     for a route that has its own
 */
public record Route(
        long gva,
        NetworkNamespace namespace,
        long table,
        String destination,
        String type,
        @Nullable String gateway,
        @Nullable String device,
        @Nullable String source,
        long metric,
        int protocol,
        long nextHopGva) {

    /** Checks for nulls. */
    public Route {
        requireNonNull(namespace, "namespace");
        requireNonNull(destination, "destination");
        requireNonNull(type, "type");
    }
}
