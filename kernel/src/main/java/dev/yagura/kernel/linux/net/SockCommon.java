package dev.yagura.kernel.linux.net;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.util.Optional;

/**
 * What sockets have in common with connections that are opening or closing; {@code
 * include/net/sock.h}.
 */
@KernelStruct("sock_common")
interface SockCommon extends StructView {
    @KernelField("skc_family")
    int family();

    @KernelField("skc_state")
    int state();

    /** Returns the remote IPv4 address, its first byte lowest. */
    @KernelField("skc_daddr")
    int remoteV4();

    /** Returns the local IPv4 address, its first byte lowest. */
    @KernelField("skc_rcv_saddr")
    int localV4();

    @KernelField("skc_v6_daddr")
    Optional<byte[]> remoteV6();

    @KernelField("skc_v6_rcv_saddr")
    Optional<byte[]> localV6();

    /** Returns the remote port, its two bytes swapped. */
    @KernelField("skc_dport")
    int swappedRemotePort();

    /** Returns the local port; the protocol's number for raw sockets. */
    @KernelField("skc_num")
    int localPort();

    @KernelField("skc_bound_dev_if")
    int boundInterface();

    @KernelField("skc_net.net")
    long namespaceGva();
}
