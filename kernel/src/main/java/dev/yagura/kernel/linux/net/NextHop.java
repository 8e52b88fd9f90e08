package dev.yagura.kernel.linux.net;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where a route leads next; {@code include/net/ip_fib.h}. */
@KernelStruct("fib_nh_common")
interface NextHop extends StructView {
    @KernelField("nhc_dev")
    long deviceGva();

    @KernelField("nhc_gw_family")
    int gatewayFamily();

    @KernelField("nhc_gw.ipv4")
    int gatewayV4();

    @KernelField("nhc_gw.ipv6")
    byte[] gatewayV6();

    /** Returns the next host, null where the destination is on the link. */
    static @Nullable String gateway(NextHop hop) {
        return switch (hop.gatewayFamily()) {
            case SocketKind.INET -> Addresses.v4(hop.gatewayV4());
            case SocketKind.INET6 -> Addresses.v6(hop.gatewayV6());
            default -> null;
        };
    }

    /** Returns the interface's name, null where there is none. */
    static @Nullable String device(StructViews views, NextHop hop) throws IOException {
        return hop.deviceGva() == 0 ? null : views.at(NetDevice.Name.class, hop.deviceGva()).name();
    }
}
