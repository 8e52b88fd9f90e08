package dev.yagura.view.proc.net.netlink;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;
import java.util.OptionalInt;

/** Where a route leads next; {@code fib_nexthop_info()} of net/ipv4/fib_semantics.c. */
@KernelStruct("fib_nh_common")
interface NextHop extends StructView {
    /** {@code RTA_*} of include/uapi/linux/rtnetlink.h. */
    int INTERFACE = 4;

    int GATEWAY = 5;
    int VIA = 18;

    /** {@code RTNH_F_*}: dead, on-link, offloaded, link down, trapped. */
    int FLAGS_TOLD = 1 | 4 | 8 | 16 | 64;

    int INET = 2;
    int INET6 = 10;

    /** Returns the interface's number, empty where there is none. */
    @KernelField("nhc_dev->ifindex")
    OptionalInt index() throws IOException;

    @KernelField("nhc_flags")
    int flags();

    @KernelField("nhc_weight")
    int weight();

    @KernelField("nhc_gw_family")
    int gatewayFamily();

    @KernelField("nhc_gw.ipv4")
    int gatewayV4();

    @KernelField("nhc_gw.ipv6")
    byte[] gatewayV6();

    /** Returns the flags as user programs are told them. */
    default int flagsTold() {
        return flags() & FLAGS_TOLD;
    }

    /** Writes the next host, if there is one. */
    default void addGateway(Message message, int family) {
        int by = gatewayFamily() & 0xff;
        if (by == INET) {
            message.attribute32(GATEWAY, gatewayV4());
        } else if (by == INET6 && family == INET6) {
            message.attribute(GATEWAY, gatewayV6());
        } else if (by == INET6) {
            int via = message.begin(VIA);
            message.u16(INET6).raw(gatewayV6());
            message.end(via);
        }
    }

    /** Writes the interface, if there is one. */
    default void addInterface(Message message) throws IOException {
        OptionalInt index = index();
        if (index.isPresent()) {
            message.attribute32(INTERFACE, index.getAsInt());
        }
    }
}
