package dev.yagura.kernel.linux.net;

import static dev.yagura.kernel.fixture.FakeTypes.S32;
import static dev.yagura.kernel.fixture.FakeTypes.U16;
import static dev.yagura.kernel.fixture.FakeTypes.U32;
import static dev.yagura.kernel.fixture.FakeTypes.U64;
import static dev.yagura.kernel.fixture.FakeTypes.U8;
import static dev.yagura.kernel.fixture.FakeTypes.VOID_POINTER;
import static dev.yagura.kernel.fixture.FakeTypes.anonymous;
import static dev.yagura.kernel.fixture.FakeTypes.array;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.named;
import static dev.yagura.kernel.fixture.FakeTypes.pointerTo;
import static dev.yagura.kernel.fixture.FakeTypes.union;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.table.Gap;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RoutesTest {
    private static final int UNICAST = 1;
    private static final int LOCAL = 2;
    private static final int MAIN = 254;
    private static final int RTINFO = 4;

    private final FakeInterfaces fake = new FakeInterfaces();
    private final FakeGuest guest = fake.guest();
    private final long eth0 = fake.device(2, "eth0", 1);
    private final long v4 = guest.allocate(2 * 8);
    private final long v6 = guest.allocate(8);

    @BeforeEach
    void definesTypes() {
        guest.types()
                .struct(
                        "net",
                        256,
                        at(0, "list", named("list_head")),
                        at(16, "ns", named("ns_common")),
                        at(128, "ipv4", anonymous(8, at(0, "fib_table_hash", VOID_POINTER))),
                        at(
                                136,
                                "ipv6",
                                anonymous(
                                        16,
                                        at(0, "fib_table_hash", VOID_POINTER),
                                        at(8, "fib6_null_entry", VOID_POINTER))))
                .struct(
                        "fib_table",
                        32,
                        at(0, "tb_hlist", named("hlist_node")),
                        at(16, "tb_id", U32),
                        at(24, "tb_data", VOID_POINTER))
                .struct("trie", 32, at(0, "kv", array(named("key_vector"), 1)))
                .struct(
                        "key_vector",
                        16,
                        at(0, "key", U32),
                        at(4, "pos", U8),
                        at(5, "bits", U8),
                        at(8, "leaf", named("hlist_head")),
                        at(8, "tnode", array(VOID_POINTER, 0)))
                .struct(
                        "fib_alias",
                        40,
                        at(0, "fa_list", named("hlist_node")),
                        at(16, "fa_info", pointerTo("fib_info")),
                        at(25, "fa_type", U8),
                        at(27, "fa_slen", U8),
                        at(28, "tb_id", U32))
                .struct(
                        "fib_info",
                        40,
                        at(0, "fib_prefsrc", U32),
                        at(4, "fib_priority", U32),
                        at(8, "fib_protocol", U8),
                        at(12, "fib_nhs", S32),
                        at(16, "nh", VOID_POINTER),
                        at(24, "fib_nh", array(named("fib_nh"), 0)))
                .struct("fib_nh", 48, at(0, "nh_common", named("fib_nh_common")))
                .struct(
                        "fib_nh_common",
                        40,
                        at(0, "nhc_dev", pointerTo("net_device")),
                        at(14, "nhc_gw_family", U8),
                        at(
                                16,
                                "nhc_gw",
                                union(16, at(0, "ipv4", U32), at(0, "ipv6", named("in6_addr")))))
                .struct(
                        "fib6_table",
                        128,
                        at(0, "tb6_hlist", named("hlist_node")),
                        at(16, "tb6_id", U32),
                        at(32, "tb6_root", named("fib6_node")))
                .struct(
                        "fib6_node",
                        64,
                        at(8, "left", U64),
                        at(16, "right", U64),
                        at(24, "leaf", U64),
                        at(34, "fn_flags", U16))
                .struct("rt6key", 20, at(0, "addr", named("in6_addr")), at(16, "plen", S32))
                .struct(
                        "fib6_info",
                        96,
                        at(0, "fib6_table", pointerTo("fib6_table")),
                        at(8, "fib6_next", U64),
                        at(16, "fib6_dst", named("rt6key")),
                        at(36, "fib6_prefsrc", named("rt6key")),
                        at(56, "fib6_metric", U32),
                        at(60, "fib6_protocol", U8),
                        at(61, "fib6_type", U8),
                        at(64, "nh", VOID_POINTER),
                        at(72, "fib6_nh", array(named("fib6_nh"), 0)))
                .struct("fib6_nh", 48, at(0, "nh_common", named("fib_nh_common")));
        guest.u64(fake.namespace() + 128, v4).u64(fake.namespace() + 136, v6);
    }

    private Listing<Route> list() throws IOException {
        return new Routes(Linux.of(guest.kernel())).list();
    }

    /** Makes a table whose trie has that node, or none, below its root. */
    private long table(int id, long child) {
        long table = guest.allocate(32);
        long trie = guest.allocate(32);
        guest.bytes(trie + 4, (byte) 32).u64(trie + 8, child);
        guest.u32(table + 16, id).u64(table + 24, trie).u64(table, guest.u64(v4)).u64(v4, table);
        return trie;
    }

    private long leaf(int key, long... aliases) {
        long leaf = guest.allocate(16);
        guest.u32(leaf, key);
        long at = leaf + 8;
        for (long alias : aliases) {
            guest.u64(at, alias);
            at = alias;
        }
        return leaf;
    }

    private long inner(int bits, long... children) {
        long node = guest.allocate(8 + (8L << bits));
        guest.bytes(node + 4, (byte) 4, (byte) bits);
        for (int i = 0; i < children.length; i++) {
            guest.u64(node + 8 + 8L * i, children[i]);
        }
        return node;
    }

    private long alias(int table, int type, int length, long info) {
        long alias = guest.allocate(40);
        guest.u64(alias + 16, info)
                .bytes(alias + 25, (byte) type, (byte) 0, (byte) (32 - length))
                .u32(alias + 28, table);
        return alias;
    }

    /** Makes what a route leads to: one hop for each gateway, 0 for the link itself. */
    private long info(int metric, int... gateways) {
        long info = guest.allocate(24 + 48L * gateways.length);
        guest.u32(info, 0x0f02_000a).u32(info + 4, metric).bytes(info + 8, (byte) 3);
        guest.u32(info + 12, gateways.length);
        for (int i = 0; i < gateways.length; i++) {
            long hop = info + 24 + 48L * i;
            guest.u64(hop, eth0).u32(hop + 16, Integer.reverseBytes(gateways[i]));
            guest.bytes(hop + 14, (byte) (gateways[i] == 0 ? 0 : 2));
        }
        return info;
    }

    private long v6Tree() {
        long table = guest.allocate(128);
        guest.u32(table + 16, MAIN).u64(v6, table);
        return table;
    }

    private long v6Route(long table, int first, int length) {
        long route = guest.allocate(128);
        guest.u64(route, table)
                .bytes(route + 16, (byte) (first >> 8), (byte) first)
                .u32(route + 32, length)
                .u32(route + 56, 1024)
                .bytes(route + 60, (byte) 2, (byte) UNICAST)
                .u64(route + 72, eth0);
        return route;
    }

    @Test
    void namespaceMayHaveNoRoutes() throws IOException {
        table(MAIN, 0);
        assertThat(list()).isEqualTo(new Listing<>(List.of(), List.of()));
    }

    @Test
    void routesAreFoundInTheOrderOfTheirDestinations() throws IOException {
        long link = leaf(0x0a00_0200, alias(MAIN, UNICAST, 24, info(100, 0)));
        long all = leaf(0, alias(MAIN, UNICAST, 0, info(0, 0x0a00_0202)));
        table(MAIN, inner(2, all, link));

        Listing<Route> listing = list();

        assertThat(listing.gaps()).isEmpty();
        assertThat(listing.items())
                .extracting(
                        Route::destination,
                        Route::gateway,
                        Route::device,
                        Route::metric,
                        Route::table)
                .containsExactly(
                        tuple("0.0.0.0/0", "10.0.2.2", "eth0", 0L, 254L),
                        tuple("10.0.2.0/24", null, "eth0", 100L, 254L));
        assertThat(listing.items().getFirst().source()).isEqualTo("10.0.2.15");
        assertThat(listing.items().getFirst().protocol()).isEqualTo(3);
    }

    @Test
    void tablesThatShareATrieShowTheirOwnRoutes() throws IOException {
        long shared =
                leaf(
                        0x0a00_020f,
                        alias(255, LOCAL, 32, info(0, 0)),
                        alias(MAIN, UNICAST, 31, info(0, 0)));
        table(MAIN, shared);
        table(255, shared);

        assertThat(list().items())
                .extracting(Route::table, Route::type)
                .containsExactly(tuple(255L, "local"), tuple(254L, "unicast"));
    }

    @Test
    void eachWayToADestinationIsOne() throws IOException {
        table(MAIN, leaf(0, alias(MAIN, UNICAST, 0, info(0, 0x0a00_0202, 0x0a00_0203))));

        assertThat(list().items())
                .extracting(Route::gateway)
                .containsExactly("10.0.2.2", "10.0.2.3");
    }

    @Test
    void trieThatGoesRoundIsAGap() throws IOException {
        long leaf = leaf(0, alias(MAIN, UNICAST, 0, info(0, 0)));
        long node = inner(1, leaf);
        guest.u64(node + 16, node);
        table(MAIN, node);

        Listing<Route> listing = list();

        assertThat(listing.items()).hasSize(1);
        assertThat(listing.gaps()).extracting(Gap::what).containsExactly("IPv4 route table 254");
    }

    @Test
    void numbersWithoutMeasureAreGaps() throws IOException {
        long wide = inner(1);
        guest.bytes(wide + 5, (byte) 255);
        long info = info(0, 0);
        guest.u32(info + 12, 0x7fff_ffff);
        long long33 = alias(MAIN, UNICAST, 33, info(0, 0));
        table(MAIN, inner(2, wide, leaf(0, alias(MAIN, UNICAST, 0, info)), leaf(1, long33)));
        guest.bytes(long33 + 27, (byte) 200);

        Listing<Route> listing = list();

        assertThat(listing.items()).isEmpty();
        assertThat(listing.gaps())
                .extracting(Gap::why)
                .anySatisfy(why -> assertThat(why).contains("is 255, expected 0..16"))
                .anySatisfy(why -> assertThat(why).contains("is 2147483647, expected 0..8192"))
                .anySatisfy(why -> assertThat(why).contains("is 200, expected 0..32"));
    }

    @Test
    void v6RoutesOfANodeFollowEachOther() throws IOException {
        long table = v6Tree();
        long first = v6Route(table, 0xfe80, 64);
        long second = v6Route(table, 0xff00, 8);
        long node = guest.allocate(64);
        guest.u64(first + 8, second).bytes(second + 72 + 14, (byte) 10, (byte) 0, (byte) 0xfe);
        guest.u64(node + 24, first).bytes(node + 34, (byte) RTINFO);
        guest.u64(table + 32 + 8, node).u64(table + 32 + 24, first); // The root borrows its leaf.

        Listing<Route> listing = list();

        assertThat(listing.gaps()).isEmpty();
        assertThat(listing.items())
                .extracting(Route::destination, Route::gateway, Route::device, Route::metric)
                .containsExactly(
                        tuple("fe80::/64", null, "eth0", 1024L),
                        tuple("ff00::/8", "fe00::", "eth0", 1024L));
    }

    @Test
    void v6TreesAndChainsThatGoRoundAreGaps() throws IOException {
        long table = v6Tree();
        long route = v6Route(table, 0xfe80, 64);
        guest.u64(route + 8, route);
        guest.u64(table + 32 + 24, route).bytes(table + 32 + 34, (byte) RTINFO);
        guest.u64(table + 32 + 8, table + 32);

        Listing<Route> listing = list();

        assertThat(listing.items()).hasSize(1);
        assertThat(listing.gaps()).hasSize(2);
    }

    @Test
    void sentinelOfAnEmptyTreeIsNoRoute() throws IOException {
        long table = v6Tree();
        long sentinel = v6Route(table, 0, 0);
        guest.u64(fake.namespace() + 144, sentinel);
        guest.u64(table + 32 + 24, sentinel).bytes(table + 32 + 34, (byte) RTINFO);

        assertThat(list()).isEqualTo(new Listing<>(List.of(), List.of()));
    }
}
