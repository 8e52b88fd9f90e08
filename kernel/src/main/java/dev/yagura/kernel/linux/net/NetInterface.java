package dev.yagura.kernel.linux.net;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network interface.
 *
 * @param gva address of its {@code struct net_device}
 * @param index number in its namespace
 * @param name such as {@code "eth0"}
 * @param namespace where it is
 * @param flags names of the {@code IFF_*} bits as user programs are told them
 * @param mac hardware address, two digits a byte; null if it has none
 * @param mtu in bytes
 * @param addresses IP addresses with their prefix lengths, IPv4 first
 * @param promiscuity how many want every frame; 0 for an interface that is not promiscuous
 * @param kind what {@code ip link add type} calls it; null for hardware and loopback
 * @param operationsGva address of its driver's functions
 * @param receiveHandler function that takes its frames away, as a bridge's does; 0 for none
 * @param xdpPrograms numbers of the BPF programs that see its frames first
 * @param ingressGva what traffic control has at reception, 0 for nothing
 * @param egressGva what traffic control has at sending, 0 for nothing
 * @param listed whether it is in its namespace's list, and not in the table of numbers only
 */
public record NetInterface(
        long gva,
        int index,
        String name,
        NetworkNamespace namespace,
        List<String> flags,
        @Nullable String mac,
        long mtu,
        List<String> addresses,
        long promiscuity,
        @Nullable String kind,
        long operationsGva,
        long receiveHandler,
        List<Long> xdpPrograms,
        long ingressGva,
        long egressGva,
        boolean listed) {

    /** Copies the lists. */
    public NetInterface {
        requireNonNull(name, "name");
        requireNonNull(namespace, "namespace");
        flags = List.copyOf(flags);
        addresses = List.copyOf(addresses);
        xdpPrograms = List.copyOf(xdpPrograms);
    }

    /** Returns the {@code IFF_*} bits that {@link #flags()} names. */
    public int flagBits() {
        return InterfaceFlags.bits(flags);
    }
}
