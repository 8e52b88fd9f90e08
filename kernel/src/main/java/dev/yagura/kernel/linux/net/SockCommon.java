package dev.yagura.kernel.linux.net;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What sockets have in common with connections that are opening or closing; {@code
 * include/net/sock.h}.
 */
@KernelStruct("sock_common")
public interface SockCommon extends StructView {
    /** Returns the {@code AF_*} number. */
    @KernelField("skc_family")
    int family();

    /** Returns the number of its state; {@code include/net/tcp_states.h}. */
    @KernelField("skc_state")
    int state();

    /** Returns the remote IPv4 address, its first byte lowest. */
    @KernelField("skc_daddr")
    int remoteV4();

    /** Returns the local IPv4 address, its first byte lowest. */
    @KernelField("skc_rcv_saddr")
    int localV4();

    /** Returns the remote IPv6 address; empty in kernels without IPv6. */
    @KernelField("skc_v6_daddr")
    Optional<byte[]> remoteV6();

    /** Returns the local IPv6 address; empty in kernels without IPv6. */
    @KernelField("skc_v6_rcv_saddr")
    Optional<byte[]> localV6();

    /** Returns the remote port, its two bytes swapped. */
    @KernelField("skc_dport")
    int swappedRemotePort();

    /** Returns the local port; the protocol's number for raw sockets. */
    @KernelField("skc_num")
    int localPort();

    /** Returns the index of the interface it is bound to, 0 for any. */
    @KernelField("skc_bound_dev_if")
    int boundInterface();

    /** Returns the address of the network namespace it is in. */
    @KernelField("skc_net.net")
    long namespaceGva();

    /** Returns how many hold on to it. */
    @KernelField("skc_refcnt.refs.counter")
    OptionalInt references();
}
