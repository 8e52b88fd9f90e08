package dev.yagura.kernel.linux.net;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/** A network interface as the kernel knows it; {@code include/linux/netdevice.h}. */
@KernelStruct("net_device")
interface NetDevice extends StructView {
    String name();

    @KernelField("ifindex")
    int index();

    /** Returns the {@code IFF_*} bits. */
    int flags();

    /** Returns those of the {@code IFF_*} bits that user programs set by themselves. */
    @KernelField("gflags")
    int userFlags();

    /** Returns bits numbered by {@code enum netdev_state_t}. */
    long state();

    @KernelField("operstate")
    int operationalState();

    long mtu();

    /** Returns the {@code ARPHRD_*} number. */
    int type();

    @KernelField("addr_len")
    int addressLength();

    @KernelField("dev_addr")
    long addressGva();

    /** Returns how many want every frame. */
    long promiscuity();

    long allmulti();

    @KernelField("ip_ptr")
    long v4Gva();

    @KernelField("ip6_ptr")
    OptionalLong v6Gva();

    @KernelField("rx_handler")
    long receiveHandler();

    @KernelField("netdev_ops")
    long operationsGva();

    /** Returns what {@code ip link add type} makes, empty for hardware. */
    @KernelField("rtnl_link_ops->kind")
    Optional<String> kind() throws IOException;

    @KernelField("xdp_prog")
    OptionalLong xdpProgramGva();

    /** Returns where traffic control's programs at reception are; since 6.6 they are in tcx. */
    @KernelField({"tcx_ingress", "miniq_ingress"})
    OptionalLong ingressGva();

    @KernelField({"tcx_egress", "miniq_egress"})
    OptionalLong egressGva();

    @KernelField("nf_hooks_ingress")
    OptionalLong ingressHooksGva();

    /** Since 5.16. */
    @KernelField("nf_hooks_egress")
    OptionalLong egressHooksGva();

    /** An interface's name; all that those who point to it need. */
    @KernelStruct("net_device")
    interface Name extends StructView {
        String name();

        @KernelField("addr_len")
        int addressLength();

        @KernelField("nd_net.net")
        long namespaceGva();
    }

    /** What attaches a program to an interface; since 5.9. */
    @KernelStruct("bpf_xdp_entity")
    interface XdpEntity extends StructView {
        @KernelField("prog")
        long programGva();
    }

    /** A program's number; {@code include/linux/bpf.h}. */
    @KernelStruct("bpf_prog")
    interface Program extends StructView {
        @KernelField("aux->id")
        long id() throws IOException;
    }

    /** IPv4 on an interface; {@code include/linux/inetdevice.h}. */
    @KernelStruct("in_device")
    interface V4 extends StructView {
        @KernelField("ifa_list")
        long firstGva();
    }

    /** An IPv4 address. */
    @KernelStruct("in_ifaddr")
    interface V4Address extends StructView {
        @KernelField("ifa_next")
        long nextGva();

        @KernelField("ifa_local")
        int address();

        @KernelField("ifa_prefixlen")
        int prefixLength();
    }

    /** An IPv6 address; {@code include/net/if_inet6.h}. */
    @KernelStruct("inet6_ifaddr")
    interface V6Address extends StructView {
        @KernelField("addr")
        byte[] address();

        @KernelField("prefix_len")
        long prefixLength();
    }
}
