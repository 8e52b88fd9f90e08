package dev.yagura.view.proc.net.netlink;

import dev.yagura.kernel.linux.net.Route;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.view.proc.guest.Jiffies;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes {@code RTM_NEWROUTE} for each route, those of IPv4 first; {@code fib_dump_info()} of
 * net/ipv4/fib_semantics.c and {@code rt6_fill_node()} of net/ipv6/route.c. Several ways of IPv6 to
 * one destination are routes of their own here.
 */
record RouteMessages(ProcGuest guest, long namespaceGva) {
    private static final int RTM_NEWROUTE = 24;

    /** {@code RTA_*} of include/uapi/linux/rtnetlink.h. */
    private static final int DESTINATION = 1;

    private static final int SOURCE = 2;
    private static final int PRIORITY = 6;
    private static final int PREFERRED_SOURCE = 7;
    private static final int METRICS = 8;
    private static final int MULTIPATH = 9;
    private static final int CACHE = 12;
    private static final int TABLE = 15;
    private static final int PREFERENCE = 20;
    private static final int NEXT_HOP = 30;

    /** {@code RTAX_MAX}, and {@code RTAX_CC_ALGO}, which is a number inside the kernel only. */
    private static final int METRIC_COUNT = 17;

    private static final int CONGESTION_CONTROL = 16;

    /** {@code RT_TABLE_COMPAT}: of tables with larger numbers than a byte holds. */
    private static final int OTHER_TABLE = 252;

    private static final int MAX_TABLE = 255;

    /** {@code RTF_EXPIRES} and {@code RTF_PREF_MASK}, include/uapi/linux/ipv6_route.h. */
    private static final int EXPIRES = 0x0040_0000;

    private static final int PREFERENCE_SHIFT = 27;

    @KernelStruct("fib_alias")
    interface V4 extends StructView {
        @KernelField("fa_info")
        long infoGva();

        @KernelField({"fa_dscp", "fa_tos"})
        int service();

        @KernelField("fa_type")
        int type();

        @KernelField("fa_info->fib_scope")
        int scope() throws IOException;

        @KernelField("fa_info->fib_prefsrc")
        int source() throws IOException;

        @KernelField("fa_info->fib_flags")
        int flags() throws IOException;

        @KernelField("fa_info->fib_metrics")
        long metricsGva() throws IOException;
    }

    @KernelStruct("fib6_info")
    interface V6 extends StructView {
        @KernelField("fib6_dst.addr")
        byte[] destination();

        @KernelField("fib6_src.addr")
        byte[] source();

        @KernelField("fib6_src.plen")
        int sourceLength();

        @KernelField("fib6_prefsrc.addr")
        byte[] preferredSource();

        @KernelField("fib6_prefsrc.plen")
        int preferredSourceLength();

        @KernelField("fib6_type")
        int type();

        @KernelField("fib6_flags")
        int flags();

        @KernelField("expires")
        long expires();

        @KernelField("fib6_metrics")
        long metricsGva();
    }

    /** A nexthop object; {@code include/net/nexthop.h}. */
    @KernelStruct("nexthop")
    interface Shared extends StructView {
        long id();
    }

    byte[] all() throws IOException {
        Map<Long, List<Route>> v4 = new LinkedHashMap<>();
        Map<Long, List<Route>> v6 = new LinkedHashMap<>();
        for (Route route : guest.network().routes()) {
            if (route.namespace().gva() == namespaceGva) {
                (route.destination().contains(":") ? v6 : v4)
                        .computeIfAbsent(route.gva(), _ -> new ArrayList<>())
                        .add(route);
            }
        }
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        for (List<Route> ways : v4.values()) {
            messages.writeBytes(v4(ways.getFirst(), ways.size()));
        }
        Jiffies jiffies = Jiffies.of(guest);
        for (List<Route> ways : v6.values()) {
            messages.writeBytes(v6(ways.getFirst(), jiffies));
        }
        return messages.toByteArray();
    }

    private byte[] v4(Route route, int ways) throws IOException {
        V4 fields = guest.views().at(V4.class, route.gva());
        List<NextHop> hops = new ArrayList<>();
        for (int i = 0; i < ways && route.nextHopGva() == 0; i++) {
            hops.add(hop(fields.infoGva(), "fib_info", "fib_nh", "fib_nh", i));
        }
        int flags = fields.flags() | (hops.size() == 1 ? hops.getFirst().flagsTold() : 0);
        Message message =
                header(NextHop.INET, route, 0, fields.service() & 0xff)
                        .u8(fields.scope())
                        .u8(fields.type())
                        .u32(flags)
                        .attribute32(TABLE, route.table());
        if (length(route) != 0) {
            message.attribute(DESTINATION, v4Bytes(route));
        }
        if (route.metric() != 0) {
            message.attribute32(PRIORITY, route.metric());
        }
        addMetrics(message, fields.metricsGva());
        if (fields.source() != 0) {
            message.attribute32(PREFERRED_SOURCE, fields.source());
        }
        addNextHopObject(message, route);
        if (hops.size() == 1) {
            hops.getFirst().addGateway(message, NextHop.INET);
            hops.getFirst().addInterface(message);
        } else if (!hops.isEmpty()) {
            addWays(message, hops);
        }
        return message.done();
    }

    /** Each is a {@code struct rtnexthop} with attributes of its own. */
    private static void addWays(Message message, List<NextHop> hops) throws IOException {
        int all = message.begin(MULTIPATH);
        for (NextHop hop : hops) {
            int one = message.begin((hop.flagsTold() & 0xff) | (hop.weight() - 1 & 0xff) << 8);
            message.u32(hop.index().orElse(0));
            hop.addGateway(message, NextHop.INET);
            message.end(one);
        }
        message.end(all);
    }

    private byte[] v6(Route route, Jiffies jiffies) throws IOException {
        V6 fields = guest.views().at(V6.class, route.gva());
        NextHop hop =
                route.nextHopGva() == 0
                        ? hop(route.gva(), "fib6_info", "fib6_nh", "fib6_nh", 0)
                        : null;
        Message message =
                header(NextHop.INET6, route, fields.sourceLength(), 0)
                        .u8(0)
                        .u8(fields.type())
                        .u32(hop == null ? 0 : hop.flagsTold())
                        .attribute32(TABLE, route.table());
        if (length(route) != 0) {
            message.attribute(DESTINATION, fields.destination());
        }
        if (fields.sourceLength() != 0) {
            message.attribute(SOURCE, fields.source());
        }
        if (fields.preferredSourceLength() != 0) {
            message.attribute(PREFERRED_SOURCE, fields.preferredSource());
        }
        addMetrics(message, fields.metricsGva());
        message.attribute32(PRIORITY, route.metric());
        addNextHopObject(message, route);
        if (hop != null) {
            hop.addGateway(message, NextHop.INET6);
            hop.addInterface(message);
        }
        boolean ends = (fields.flags() & EXPIRES) != 0;
        addCache(message, ends ? jiffies.ticksUntil(fields.expires()) : 0);
        return message.attribute8(PREFERENCE, fields.flags() >>> PREFERENCE_SHIFT & 3).done();
    }

    /** {@code struct rtmsg}, without its scope, type and flags. */
    private static Message header(int family, Route route, int sourceLength, int service) {
        return new Message(RTM_NEWROUTE)
                .u8(family)
                .u8(length(route))
                .u8(sourceLength)
                .u8(service)
                .u8((int) (route.table() > MAX_TABLE ? OTHER_TABLE : route.table()))
                .u8(route.protocol());
    }

    private static int length(Route route) {
        String destination = route.destination();
        return Integer.parseInt(destination.substring(destination.indexOf('/') + 1));
    }

    private static byte[] v4Bytes(Route route) {
        String[] numbers = route.destination().split("[./]", 5);
        byte[] bytes = new byte[Integer.BYTES];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(numbers[i]);
        }
        return bytes;
    }

    private NextHop hop(long gva, String struct, String member, String hop, int number)
            throws IOException {
        long at =
                gva
                        + guest.views().offsetOf(struct, member)
                        + number * guest.views().sizeOf(hop)
                        + guest.views().offsetOf(hop, "nh_common");
        return guest.views().at(NextHop.class, at);
    }

    private void addNextHopObject(Message message, Route route) throws IOException {
        if (route.nextHopGva() != 0) {
            long id = guest.views().at(Shared.class, route.nextHopGva()).id();
            message.attribute32(NEXT_HOP, id);
        }
    }

    private void addMetrics(Message message, long gva) throws IOException {
        if (gva == 0) {
            return;
        }
        long at = gva + guest.views().offsetOf("dst_metrics", "metrics");
        byte[] bytes = guest.memory().bytes(at, METRIC_COUNT * Integer.BYTES);
        ByteBuffer values = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int all = -1;
        for (int i = 1; i <= METRIC_COUNT; i++) {
            int value = values.getInt((i - 1) * Integer.BYTES);
            if (value != 0 && i != CONGESTION_CONTROL) {
                all = all < 0 ? message.begin(METRICS) : all;
                message.attribute32(i, value);
            }
        }
        if (all >= 0) {
            message.end(all);
        }
    }

    /** {@code struct rta_cacheinfo}: of a route that nobody has used, only when it ends. */
    private static void addCache(Message message, long expiresTicks) {
        int cache = message.begin(CACHE);
        message.u32(0).u32(0).u32(expiresTicks).u32(0).u32(0).u32(0).u32(0).u32(0);
        message.end(cache);
    }
}
