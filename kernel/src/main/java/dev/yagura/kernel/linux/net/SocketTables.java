package dev.yagura.kernel.linux.net;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.types.CType;
import dev.yagura.kernel.types.StructType;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.BucketWalk;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Collects the sockets in the kernel's own tables: those in which it looks up whom a packet is for,
 * which no rootkit that only filters {@code /proc} can take a socket out of without losing it.
 */
final class SocketTables {
    /** {@code MAX_LINKS} in include/uapi/linux/netlink.h. */
    private static final int NETLINK_PROTOCOLS = 32;

    /** {@code 2 * UNIX_HASH_SIZE} in include/net/af_unix.h, before 5.19. */
    private static final int UNIX_BUCKETS_ONCE = 512;

    /** {@code UNIX_HASH_SIZE} in include/net/af_unix.h, since 5.19. */
    private static final int UNIX_BUCKETS = 512;

    private final Linux linux;
    private final StructViews views;
    private final Gaps gaps;
    private final Set<Long> found = new LinkedHashSet<>();
    private final Set<Long> reachable = new LinkedHashSet<>();
    private final long link;

    SocketTables(Linux linux, Gaps gaps) throws IOException {
        this.linux = linux;
        this.views = linux.views();
        this.gaps = gaps;
        this.link = views.offsetOf("sock_common", "skc_node", "skc_nulls_node");
    }

    /** The tables of TCP; {@code include/net/inet_hashtables.h}. */
    @KernelStruct("inet_hashinfo")
    interface TcpTables extends StructView {
        @KernelField("ehash")
        long connectionsGva();

        @KernelField("ehash_mask")
        long connectionsMask();

        @KernelField("lhash2")
        long listenersGva();

        @KernelField("lhash2_mask")
        long listenersMask();
    }

    /** A table of UDP; {@code include/net/udp.h}. */
    @KernelStruct("udp_table")
    interface UdpTable extends StructView {
        @KernelField("hash")
        long slotsGva();

        @KernelField("hash2")
        long lookupSlotsGva();

        @KernelField("mask")
        long mask();
    }

    /** Returns the addresses of all that are listed, those of TCP first. */
    Set<Long> list(List<NetworkNamespace> namespaces) throws IOException {
        Set<Long> tcp = new LinkedHashSet<>();
        Set<Long> udp = new LinkedHashSet<>();
        symbol("tcp_hashinfo").ifPresent(tcp::add);
        symbol("udp_table").ifPresent(udp::add);
        symbol("udplite_table").ifPresent(udp::add);
        for (NetworkNamespace namespace : namespaces) {
            NetStruct net =
                    gaps.read(name(namespace), () -> views.at(NetStruct.class, namespace.gva()));
            if (net != null) {
                net.tcpTables().stream().filter(gva -> gva != 0).forEach(tcp::add);
                net.udpTable().stream().filter(gva -> gva != 0).forEach(udp::add);
            }
        }
        for (long gva : tcp) {
            read("inet_hashinfo", gva, () -> tcp(gva));
        }
        for (long gva : udp) {
            read("udp_table", gva, () -> udp(gva));
        }
        fixed("raw_v4_hashinfo", "raw_hashinfo", "ht");
        fixed("raw_v6_hashinfo", "raw_hashinfo", "ht");
        fixed("ping_table", "ping_table", "hash");
        unix(namespaces);
        for (NetworkNamespace namespace : namespaces) {
            long list = namespace.gva() + views.offsetOf("net", "packet.sklist");
            read("packet sockets of " + name(namespace), list, () -> buckets("list", list, 1, 8));
        }
        OptionalLong netlink = symbol("nl_table");
        if (netlink.isPresent()) {
            read("nl_table", netlink.getAsLong(), () -> netlink(netlink.getAsLong()));
        }
        return found;
    }

    /**
     * Returns the addresses of sockets that are given packets and not listed: TCP and UDP look up
     * whom a packet is for in one table, and {@code /proc/net} and {@code ss} go by another. Known
     * once {@link #list} has returned.
     */
    Set<Long> reachableOnly() {
        Set<Long> only = new LinkedHashSet<>(reachable);
        only.removeAll(found);
        return only;
    }

    private void tcp(long gva) throws IOException {
        TcpTables tables = views.at(TcpTables.class, gva);
        buckets(
                "tcp_hashinfo.ehash",
                tables.connectionsGva(),
                tables.connectionsMask() + 1,
                views.sizeOf("inet_ehash_bucket"));
        long stride = views.sizeOf("inet_listen_hashbucket");
        long head = views.offsetOf("inet_listen_hashbucket", "nulls_head", "head");
        // Where there is this table, /proc/net/tcp lists listeners in its order; later in lhash2's.
        if (views.has("inet_hashinfo", "listening_hash")) {
            buckets(
                    "tcp_hashinfo.listening_hash",
                    gva + views.offsetOf("inet_hashinfo", "listening_hash") + head,
                    length("inet_hashinfo", "listening_hash"),
                    stride);
        }
        if (tables.listenersGva() != 0) {
            // Until 5.18 its chains went through a link of their own, beside those of
            // listening_hash.
            boolean ownLink = views.has("inet_connection_sock", "icsk_listen_portaddr_node");
            BucketWalk walk =
                    linux.walks()
                            .buckets(
                                    "tcp_hashinfo.lhash2",
                                    tables.listenersGva() + head,
                                    tables.listenersMask() + 1,
                                    stride);
            if (ownLink) {
                long offset = views.offsetOf("inet_connection_sock", "icsk_listen_portaddr_node");
                gaps.nodes(walk).forEach(node -> reachable.add(node - offset));
            } else {
                add(walk, link);
            }
        }
    }

    private void udp(long gva) throws IOException {
        UdpTable table = views.at(UdpTable.class, gva);
        buckets(
                "udp_table",
                table.slotsGva() + views.offsetOf("udp_hslot", "head"),
                table.mask() + 1,
                views.sizeOf("udp_hslot"));
        // Since 6.13 the slots of this table are longer, and start with what they were.
        String slot = views.has("udp_hslot_main", "hslot") ? "udp_hslot_main" : "udp_hslot";
        long portLink = views.offsetOf("sock_common", "skc_portaddr_node");
        BucketWalk walk =
                linux.walks()
                        .buckets(
                                "udp_table.hash2",
                                table.lookupSlotsGva() + views.offsetOf("udp_hslot", "head"),
                                table.mask() + 1,
                                views.sizeOf(slot));
        gaps.nodes(walk).forEach(node -> reachable.add(node - portLink));
    }

    /** A table whose buckets are an array in it. */
    private void fixed(String symbol, String struct, String member) throws IOException {
        OptionalLong table = symbol(symbol);
        if (table.isPresent()) {
            read(
                    symbol,
                    table.getAsLong(),
                    () ->
                            buckets(
                                    symbol,
                                    table.getAsLong() + views.offsetOf(struct, member),
                                    length(struct, member),
                                    Long.BYTES));
        }
    }

    private void unix(List<NetworkNamespace> namespaces) throws IOException {
        OptionalLong common = symbol("unix_socket_table");
        if (common.isPresent()) {
            buckets("unix_socket_table", common.getAsLong(), UNIX_BUCKETS_ONCE, Long.BYTES);
        }
        for (NetworkNamespace namespace : namespaces) {
            String what = "Unix sockets of " + name(namespace);
            OptionalLong table =
                    gaps.read(what, () -> views.at(NetStruct.class, namespace.gva()).unixBuckets());
            if (table != null && table.isPresent() && table.getAsLong() != 0) {
                buckets(what, table.getAsLong(), UNIX_BUCKETS, Long.BYTES);
            }
        }
    }

    private void netlink(long symbol) throws IOException {
        long tables = views.kernel().memory().u64(symbol);
        long node = views.offsetOf("netlink_sock", "node");
        for (int protocol = 0; tables != 0 && protocol < NETLINK_PROTOCOLS; protocol++) {
            long table =
                    tables
                            + protocol * views.sizeOf("netlink_table")
                            + views.offsetOf("netlink_table", "hash");
            String what = "nl_table[%d]".formatted(protocol);
            read(what, table, () -> add(linux.walks().rhashtable(what, table), node));
        }
    }

    private void buckets(String what, long gva, long count, long strideBytes) throws IOException {
        add(linux.walks().buckets(what, gva, count, strideBytes), link);
    }

    private void add(BucketWalk walk, long offset) {
        gaps.nodes(walk).forEach(node -> found.add(node - offset));
    }

    /** Reads a table. */
    private interface Step {
        void run() throws IOException;
    }

    private void read(String what, long gva, Step step) throws IOException {
        gaps.read(
                "%s at 0x%x".formatted(what, gva),
                () -> {
                    step.run();
                    return null;
                });
    }

    private OptionalLong symbol(String name) {
        return views.kernel().symbols().address(name);
    }

    private static String name(NetworkNamespace namespace) {
        return "network namespace %d".formatted(namespace.inode());
    }

    private long length(String struct, String member) {
        return views.kernel()
                                .types()
                                .struct(struct)
                                .flatMap(s -> s.member(member))
                                .map(StructType.Member::type)
                                .orElse(null)
                        instanceof CType.Array(var _, long count)
                ? count
                : 0;
    }
}
