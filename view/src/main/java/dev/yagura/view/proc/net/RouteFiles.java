package dev.yagura.view.proc.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.kernel.linux.net.Neighbour;
import dev.yagura.kernel.linux.net.NetInterface;
import dev.yagura.kernel.linux.net.Route;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Writes {@code route}, {@code ipv6_route} and {@code arp}. */
record RouteFiles(ProcGuest guest, long namespaceGva) {
    private static final int MAIN_TABLE = 254;
    private static final int WIDTH = 127;

    /** {@code RTF_*} of include/uapi/linux/route.h. */
    private static final int UP = 1;

    private static final int GATEWAY = 2;
    private static final int HOST = 4;
    private static final int REJECT = 0x200;

    /** {@code ATF_*} of include/uapi/linux/if_arp.h. */
    private static final int COMPLETE = 2;

    private static final int PERMANENT = 4;

    private static final String NO_ADDRESS = "0".repeat(32);

    private static final String ROUTE_HEADER =
            "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT";

    /** {@code RTAX_*} of include/uapi/linux/rtnetlink.h, less one. */
    @KernelStruct("fib_alias")
    interface Alias extends StructView {
        @KernelField("fa_info->fib_metrics->metrics[7]")
        OptionalLong segment() throws IOException;

        @KernelField("fa_info->fib_metrics->metrics[2]")
        OptionalLong window() throws IOException;

        @KernelField("fa_info->fib_metrics->metrics[3]")
        OptionalLong roundTrip() throws IOException;
    }

    @KernelStruct("fib6_info")
    interface V6Route extends StructView {
        @KernelField("fib6_dst.addr")
        byte[] destination();

        @KernelField("fib6_dst.plen")
        int prefixLength();

        @KernelField("fib6_src.addr")
        byte[] source();

        @KernelField("fib6_src.plen")
        int sourceLength();

        @KernelField("fib6_ref.refs.counter")
        int references();

        @KernelField("fib6_flags")
        long flags();

        @KernelField("fib6_nh[0].nh_common.nhc_gw.ipv6")
        byte[] gateway() throws IOException;
    }

    @KernelStruct("net_device")
    interface Device extends StructView {
        /** Returns the {@code ARPHRD_*} number. */
        int type();
    }

    private List<Route> routes(boolean v6) throws IOException {
        return guest.network().routes().stream()
                .filter(route -> route.namespace().gva() == namespaceGva)
                .filter(route -> route.destination().contains(":") == v6)
                .toList();
    }

    /** Follows {@code fib_route_seq_show()} of net/ipv4/fib_trie.c. */
    byte[] route() throws IOException {
        StringBuilder text = new StringBuilder(padded(ROUTE_HEADER));
        Set<Long> met = new HashSet<>();
        for (Route route : routes(false)) {
            // Of several ways to one destination the first shows.
            if (route.table() == MAIN_TABLE && met.add(route.gva())) {
                text.append(padded(line(route)));
            }
        }
        return text.toString().getBytes(UTF_8);
    }

    private static String padded(String line) {
        return line + " ".repeat(Math.max(WIDTH - line.length(), 0)) + "\n";
    }

    private String line(Route route) throws IOException {
        int slash = route.destination().indexOf('/');
        int length = Integer.parseInt(route.destination().substring(slash + 1));
        int mask = length == 0 ? 0 : Integer.reverseBytes(-1 << (Integer.SIZE - length));
        int gateway =
                route.gateway() == null || route.gateway().contains(":")
                        ? 0
                        : address(route.gateway());
        int flags = (gateway != 0 ? GATEWAY : 0) | (mask == -1 ? HOST : 0) | UP;
        if (route.type().equals("unreachable") || route.type().equals("prohibit")) {
            flags |= REJECT;
        }
        Alias metrics = guest.views().at(Alias.class, route.gva());
        long segment = metrics.segment().orElse(0);
        return "%s\t%08X\t%08X\t%04X\t%d\t%d\t%d\t%08X\t%d\t%d\t%d"
                .formatted(
                        route.device() == null ? "*" : route.device(),
                        address(route.destination().substring(0, slash)),
                        gateway,
                        flags,
                        0,
                        0,
                        (int) route.metric(),
                        mask,
                        segment == 0 ? 0 : segment + 40,
                        metrics.window().orElse(0),
                        metrics.roundTrip().orElse(0) >>> 3);
    }

    /** Returns an IPv4 address with its first byte lowest. */
    private static int address(String text) {
        int address = 0;
        String[] bytes = text.split("\\.", 4);
        for (int i = bytes.length - 1; i >= 0; i--) {
            address = address << 8 | Integer.parseInt(bytes[i]);
        }
        return address;
    }

    /** Follows {@code ipv6_route_native_seq_show()} of net/ipv6/ip6_fib.c. */
    byte[] ipv6Route() throws IOException {
        StringBuilder text = new StringBuilder();
        Set<Long> met = new HashSet<>();
        for (Route route : routes(true)) {
            if (!met.add(route.gva())) {
                continue;
            }
            V6Route fields = guest.views().at(V6Route.class, route.gva());
            boolean hasGateway = route.gateway() != null;
            text.append(
                    "%s %02x %s %02x %s %08x %08x %08x %08x %8s\n"
                            .formatted(
                                    HexFormat.of().formatHex(fields.destination()),
                                    fields.prefixLength(),
                                    HexFormat.of().formatHex(fields.source()),
                                    fields.sourceLength(),
                                    hasGateway
                                            ? HexFormat.of().formatHex(fields.gateway())
                                            : NO_ADDRESS,
                                    route.metric(),
                                    fields.references(),
                                    0,
                                    fields.flags() | (hasGateway ? GATEWAY : 0),
                                    route.device() == null ? "" : route.device()));
        }
        return text.toString().getBytes(UTF_8);
    }

    /** Follows {@code arp_seq_show()} of net/ipv4/arp.c. */
    byte[] arp() throws IOException {
        StringBuilder text =
                new StringBuilder(
                        "IP address       HW type     Flags       HW address            Mask     "
                                + "Device\n");
        for (Neighbour neighbour : guest.network().neighbours()) {
            if (neighbour.namespaceGva() != namespaceGva
                    || neighbour.address().contains(":")
                    || neighbour.state().equals("NOARP")) {
                continue;
            }
            int flags =
                    neighbour.state().equals("PERMANENT")
                            ? PERMANENT | COMPLETE
                            : neighbour.mac() == null ? 0 : COMPLETE;
            text.append(
                    "%-16s 0x%-10x0x%-10x%-17s     *        %s\n"
                            .formatted(
                                    neighbour.address(),
                                    hardware(neighbour.device()),
                                    flags,
                                    neighbour.mac() == null ? "00:00:00:00:00:00" : neighbour.mac(),
                                    neighbour.device()));
        }
        return text.toString().getBytes(UTF_8);
    }

    private int hardware(String name) throws IOException {
        for (NetInterface device : guest.network().interfaces()) {
            if (device.namespace().gva() == namespaceGva && device.name().equals(name)) {
                return guest.views().at(Device.class, device.gva()).type();
            }
        }
        throw new IOException("arp: interface %s is not there".formatted(name));
    }
}
