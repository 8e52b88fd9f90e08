package dev.yagura.kernel.linux.net;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads IPv4 routes: the tries of {@code net/ipv4/fib_trie.c}. */
final class V4Routes {
    /** {@code FIB_TABLE_HASHSZ} in include/net/ip_fib.h, with policy routing and without. */
    private static final int BUCKETS = 256;

    private static final int BUCKETS_WITHOUT_RULES = 2;

    private static final int KEY_BITS = 32;

    /** A node of 2^16 children covers half an address; the kernel's own grow less. */
    private static final int MAX_BITS = 16;

    /** A full Internet table is a million routes; a trie has about as many nodes again. */
    private static final int MAX_NODES = 1 << 22;

    /** {@code struct rtnexthop}s that fit into a message of 64 KiB. */
    private static final int MAX_HOPS = 8192;

    private final Linux linux;
    private final StructViews views;
    private final Gaps gaps;

    V4Routes(Linux linux, Gaps gaps) {
        this.linux = linux;
        this.views = linux.views();
        this.gaps = gaps;
    }

    /** A table; {@code include/net/ip_fib.h}. */
    @KernelStruct("fib_table")
    interface Table extends StructView {
        @KernelField("tb_id")
        long id();

        @KernelField("tb_data")
        long trieGva();
    }

    /** A node of a trie, or with 0 bits a leaf; {@code net/ipv4/fib_trie.c}. */
    @KernelStruct("key_vector")
    interface Node extends StructView {
        @KernelField("key")
        int key();

        @KernelField("pos")
        int position();

        @KernelField("bits")
        int bits();
    }

    /** A route of a leaf; {@code net/ipv4/fib_lookup.h}. */
    @KernelStruct("fib_alias")
    interface Alias extends StructView {
        @KernelField("fa_info")
        long infoGva();

        @KernelField("fa_type")
        int type();

        /** Returns 32 minus the prefix's length. */
        @KernelField("fa_slen")
        int suffixLength();

        @KernelField("tb_id")
        long table();
    }

    /** What routes share; {@code include/net/ip_fib.h}. */
    @KernelStruct("fib_info")
    interface RouteInfo extends StructView {
        @KernelField("fib_prefsrc")
        int source();

        @KernelField("fib_priority")
        long metric();

        @KernelField("fib_protocol")
        int protocol();

        @KernelField("fib_nhs")
        int hops();

        @KernelField("nh")
        long nextHopGva();
    }

    void read(NetworkNamespace namespace, List<Route> routes) throws IOException {
        boolean rules = views.has("net", "ipv4.rules_ops");
        long pointer = namespace.gva() + views.offsetOf("net", "ipv4.fib_table_hash");
        long hash = views.kernel().memory().u64(pointer);
        if (hash == 0) {
            return; // A namespace that is being set up, or taken down.
        }
        long link = views.offsetOf("fib_table", "tb_hlist");
        String what = "IPv4 route tables of network namespace %d".formatted(namespace.inode());
        int buckets = rules ? BUCKETS : BUCKETS_WITHOUT_RULES;
        for (long node : gaps.nodes(linux.walks().buckets(what, hash, buckets, Long.BYTES))) {
            gaps.read(
                    what,
                    () -> {
                        trie(views.at(Table.class, node - link), namespace, routes);
                        return null;
                    });
        }
    }

    private void trie(Table table, NetworkNamespace namespace, List<Route> routes)
            throws IOException {
        String what = "IPv4 route table %d".formatted(table.id());
        Deque<Long> toVisit = new ArrayDeque<>();
        Set<Long> met = new HashSet<>();
        toVisit.add(table.trieGva() + views.offsetOf("trie", "kv"));
        while (!toVisit.isEmpty()) {
            long gva = toVisit.pop();
            if (met.size() == MAX_NODES || !met.add(gva)) {
                gaps.add(what, "node at 0x%x is met twice, or one too many".formatted(gva));
                return;
            }
            gaps.read(
                    what,
                    () -> {
                        Node node = views.at(Node.class, gva);
                        if (node.bits() == 0 && node.position() < KEY_BITS) {
                            leaf(node, table, namespace, routes);
                        } else {
                            children(node).forEach(toVisit::push);
                        }
                        return null;
                    });
        }
    }

    /** Returns a node's children, the last first, so that the first is on top of a stack. */
    private List<Long> children(Node node) throws IOException {
        if (node.bits() > MAX_BITS) {
            throw malformed(node, "key_vector", "bits", node.bits(), MAX_BITS);
        }
        int count = 1 << node.bits();
        byte[] bytes =
                views.kernel()
                        .memory()
                        .bytes(
                                node.gva() + views.offsetOf("key_vector", "tnode"),
                                count * Long.BYTES);
        ByteBuffer pointers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        List<Long> children = new ArrayList<>();
        for (int i = count - 1; i >= 0; i--) {
            long child = pointers.getLong(i * Long.BYTES);
            if (child != 0) {
                children.add(child);
            }
        }
        return children;
    }

    private void leaf(Node leaf, Table table, NetworkNamespace namespace, List<Route> routes)
            throws IOException {
        long head = leaf.gva() + views.offsetOf("key_vector", "leaf");
        for (Alias alias : gaps.items(linux.walks().hlist(head, Alias.class, "fa_list"))) {
            // Tables local and main may share a trie.
            if (alias.table() == table.id()) {
                gaps.read(
                        alias.toString(),
                        () -> {
                            hops(leaf, alias, namespace, routes);
                            return null;
                        });
            }
        }
    }

    private void hops(Node leaf, Alias alias, NetworkNamespace namespace, List<Route> routes)
            throws IOException {
        int length = KEY_BITS - alias.suffixLength();
        if (length < 0) {
            throw malformed(alias, "fib_alias", "fa_slen", alias.suffixLength(), KEY_BITS);
        }
        String destination = Addresses.v4(Integer.reverseBytes(leaf.key())) + "/" + length;
        RouteInfo info = views.at(RouteInfo.class, alias.infoGva());
        String source = info.source() == 0 ? null : Addresses.v4(info.source());
        boolean own = info.nextHopGva() == 0;
        int count = own ? info.hops() : 1;
        if (count < 0 || count > MAX_HOPS) {
            throw malformed(info, "fib_info", "fib_nhs", count, MAX_HOPS);
        }
        for (int i = 0; i < count; i++) {
            long at =
                    info.gva()
                            + views.offsetOf("fib_info", "fib_nh")
                            + i * views.sizeOf("fib_nh")
                            + views.offsetOf("fib_nh", "nh_common");
            NextHop hop = own ? views.at(NextHop.class, at) : null;
            routes.add(
                    new Route(
                            alias.gva(),
                            namespace,
                            alias.table(),
                            destination,
                            RouteTypes.name(alias.type()),
                            hop == null ? null : NextHop.gateway(hop),
                            hop == null ? null : NextHop.device(views, hop),
                            source,
                            info.metric(),
                            info.protocol(),
                            info.nextHopGva()));
        }
    }

    private MalformedStructureException malformed(
            StructView at, String struct, String field, int found, int most) throws IOException {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE,
                at.toString(),
                field,
                views.offsetOf(struct, field),
                "is %d, expected 0..%d".formatted(found, most));
    }
}
