package dev.yagura.kernel.linux.net;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Reads IPv6 routes: the trees of {@code net/ipv6/ip6_fib.c}. */
final class V6Routes {
    /** {@code FIB6_TABLE_HASHSZ} in include/net/ip6_fib.h; one without policy routing. */
    private static final int BUCKETS = 256;

    /** A full Internet table is a quarter of a million routes. */
    private static final int MAX_NODES = 1 << 22;

    /** {@code RTN_RTINFO} in include/net/ip6_fib.h: other nodes borrow a leaf. */
    private static final int HAS_ROUTES = 4;

    private final Linux linux;
    private final StructViews views;
    private final Gaps gaps;

    V6Routes(Linux linux, Gaps gaps) {
        this.linux = linux;
        this.views = linux.views();
        this.gaps = gaps;
    }

    /** A node; {@code include/net/ip6_fib.h}. */
    @KernelStruct("fib6_node")
    interface Node extends StructView {
        @KernelField("left")
        long leftGva();

        @KernelField("right")
        long rightGva();

        /** Returns the tree by source address, or 0. */
        @KernelField("subtree")
        OptionalLong subtreeGva();

        @KernelField("leaf")
        long leafGva();

        @KernelField("fn_flags")
        int flags();
    }

    /** A route; {@code include/net/ip6_fib.h}. */
    @KernelStruct("fib6_info")
    interface RouteInfo extends StructView {
        @KernelField("fib6_next")
        long nextGva();

        @KernelField("fib6_table->tb6_id")
        long table() throws IOException;

        @KernelField("fib6_dst.addr")
        byte[] destination();

        @KernelField("fib6_dst.plen")
        int prefixLength();

        @KernelField("fib6_prefsrc.addr")
        byte[] source();

        @KernelField("fib6_prefsrc.plen")
        int sourceLength();

        @KernelField("fib6_metric")
        long metric();

        @KernelField("fib6_protocol")
        int protocol();

        @KernelField("fib6_type")
        int type();

        @KernelField("nh")
        long nextHopGva();
    }

    void read(NetworkNamespace namespace, List<Route> routes) throws IOException {
        if (!views.has("net", "ipv6.fib_table_hash")) {
            return; // A kernel without IPv6.
        }
        long pointer = namespace.gva() + views.offsetOf("net", "ipv6.fib_table_hash");
        long hash = views.kernel().memory().u64(pointer);
        if (hash == 0) {
            return; // IPv6 is switched off, or the namespace is being set up.
        }
        int buckets = views.has("net", "ipv6.fib6_local_tbl") ? BUCKETS : 1;
        long sentinel =
                views.kernel()
                        .memory()
                        .u64(namespace.gva() + views.offsetOf("net", "ipv6.fib6_null_entry"));
        String what = "IPv6 route tables of network namespace %d".formatted(namespace.inode());
        long link = views.offsetOf("fib6_table", "tb6_hlist");
        long root = views.offsetOf("fib6_table", "tb6_root");
        for (long node : gaps.nodes(linux.walks().buckets(what, hash, buckets, Long.BYTES))) {
            tree(what, node - link + root, sentinel, namespace, routes);
        }
    }

    private void tree(
            String what, long root, long sentinel, NetworkNamespace namespace, List<Route> routes)
            throws IOException {
        Deque<Long> toVisit = new ArrayDeque<>();
        Set<Long> met = new HashSet<>();
        met.add(sentinel);
        toVisit.push(root);
        while (!toVisit.isEmpty()) {
            long gva = toVisit.pop();
            if (gva == 0) {
                continue;
            }
            if (met.size() >= MAX_NODES || !met.add(gva)) {
                gaps.add(what, "node at 0x%x is met twice, or one too many".formatted(gva));
                return;
            }
            gaps.read(
                    what,
                    () -> {
                        Node node = views.at(Node.class, gva);
                        toVisit.push(node.rightGva());
                        toVisit.push(node.leftGva());
                        toVisit.push(node.subtreeGva().orElse(0));
                        if ((node.flags() & HAS_ROUTES) != 0) {
                            if (node.leafGva() != sentinel) {
                                leaf(what, node.leafGva(), met, namespace, routes);
                            }
                        }
                        return null;
                    });
        }
    }

    private void leaf(
            String what, long first, Set<Long> met, NetworkNamespace namespace, List<Route> routes)
            throws IOException {
        long at = first;
        while (at != 0 && met.size() < MAX_NODES && met.add(at)) {
            RouteInfo info = views.at(RouteInfo.class, at);
            gaps.read(
                    info.toString(),
                    () -> {
                        routes.add(route(info, namespace));
                        return null;
                    });
            at = info.nextGva();
        }
        if (at != 0) {
            gaps.add(what, "route at 0x%x is met twice, or one too many".formatted(at));
        }
    }

    private Route route(RouteInfo info, NetworkNamespace namespace) throws IOException {
        long at =
                info.gva()
                        + views.offsetOf("fib6_info", "fib6_nh")
                        + views.offsetOf("fib6_nh", "nh_common");
        NextHop hop = info.nextHopGva() == 0 ? views.at(NextHop.class, at) : null;
        return new Route(
                info.gva(),
                namespace,
                info.table(),
                Addresses.v6(info.destination()) + "/" + info.prefixLength(),
                RouteTypes.name(info.type()),
                hop == null ? null : NextHop.gateway(hop),
                hop == null ? null : NextHop.device(views, hop),
                info.sourceLength() == 0 ? null : Addresses.v6(info.source()),
                info.metric(),
                info.protocol(),
                info.nextHopGva());
    }
}
