package dev.yagura.kernel.linux.net;

import static dev.yagura.kernel.fixture.FakeTypes.CHAR;
import static dev.yagura.kernel.fixture.FakeTypes.S32;
import static dev.yagura.kernel.fixture.FakeTypes.U16;
import static dev.yagura.kernel.fixture.FakeTypes.U32;
import static dev.yagura.kernel.fixture.FakeTypes.U64;
import static dev.yagura.kernel.fixture.FakeTypes.U8;
import static dev.yagura.kernel.fixture.FakeTypes.VOID_POINTER;
import static dev.yagura.kernel.fixture.FakeTypes.array;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.named;
import static dev.yagura.kernel.fixture.FakeTypes.pointerTo;

import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.types.CType;

/**
 * A {@link FakeLinux} with one network namespace and interfaces in it. Offsets are the fixture's
 * own; names and meanings are the kernel's.
 */
final class FakeInterfaces {
    static final int FLAGS = 40;
    static final int USER_FLAGS = 44;
    static final int STATE = 48;
    static final int OPERATIONAL = 56;
    static final int ADDRESS_LENGTH = 57;
    static final int PROMISCUITY = 68;
    static final int V4 = 80;
    static final int V6 = 88;
    static final int RECEIVE_HANDLER = 96;
    static final int KIND = 104;
    static final int XDP_STATE = 120;
    static final int LIST = 168;
    static final int PACKET_ALL = 184;
    static final int PACKET_SPECIFIC = 200;
    static final int INGRESS_HOOKS = 216;
    static final int NET_HOOKS = 64;

    private static final int DEVICE_BYTES = 256;
    private static final int INDEX_LINK = 224;

    private final FakeLinux linux = new FakeLinux();
    private final FakeGuest guest = linux.guest();
    private final long namespace = guest.allocate(256);
    private final long numbers = guest.allocate(256 * 8);

    FakeInterfaces() {
        defineTypes();
        long list = guest.allocate(16);
        linux.emptyList(list);
        linux.addTail(list, namespace);
        linux.emptyList(namespace + 32);
        guest.u32(namespace + 16, 4026531840L).u64(namespace + 48, numbers);
        guest.symbol("init_net", namespace, 'D')
                .symbol("net_namespace_list", list, 'D')
                .symbol("_text", FakeGuest.TEXT, 'T')
                .symbol("_stext", FakeGuest.TEXT, 'T')
                .symbol("_etext", FakeGuest.TEXT + 0x10000, 'T')
                .symbol("_end", FakeGuest.TEXT + 0x20000, 'B');
    }

    FakeLinux linux() {
        return linux;
    }

    FakeGuest guest() {
        return guest;
    }

    long namespace() {
        return namespace;
    }

    /** Adds an interface that is up and has a carrier. */
    long device(int index, String name, int flags) {
        long gva = guest.allocate(DEVICE_BYTES);
        long address = guest.allocate(8);
        guest.bytes(
                address,
                (byte) 0x52,
                (byte) 0x54,
                (byte) 0,
                (byte) 0x12,
                (byte) 0x34,
                (byte) index);
        guest.text(gva, name)
                .u32(gva + 32, index)
                .u32(gva + FLAGS, flags)
                .u64(gva + STATE, 3)
                .bytes(gva + OPERATIONAL, (byte) 6, (byte) 6)
                .u32(gva + 60, 1500)
                .u64(gva + 72, address)
                .u64(gva + INDEX_LINK, linux.read(numbers + 8L * index))
                .u64(numbers + 8L * index, gva + INDEX_LINK);
        linux.addTail(namespace + 32, gva + LIST);
        linux.emptyList(gva + PACKET_ALL);
        linux.emptyList(gva + PACKET_SPECIFIC);
        return gva;
    }

    /** Gives an interface an IPv4 address in front of those it has. */
    long v4(long device, int address, int prefixLength) {
        if (linux.read(device + V4) == 0) {
            guest.u64(device + V4, guest.allocate(16));
        }
        long list = linux.read(device + V4);
        long gva = guest.allocate(32);
        guest.u64(gva, linux.read(list))
                .u32(gva + 8, Integer.reverseBytes(address))
                .bytes(gva + 12, (byte) prefixLength);
        guest.u64(list, gva);
        return gva;
    }

    /** Gives an interface an IPv6 address behind those it has. */
    long v6(long device, int prefixLength, byte... address) {
        if (linux.read(device + V6) == 0) {
            long v6 = guest.allocate(32);
            linux.emptyList(v6 + 8);
            guest.u64(device + V6, v6);
        }
        long gva = guest.allocate(64);
        guest.bytes(gva, address).u32(gva + 16, prefixLength);
        linux.addTail(linux.read(device + V6) + 8, gva + 24);
        return gva;
    }

    private void defineTypes() {
        CType list = named("list_head");
        guest.types()
                .struct("ns_common", 8, at(0, "inum", U32), at(4, "type", U32))
                .struct(
                        "netns_nf",
                        128,
                        at(0, "hooks_ipv4", array(VOID_POINTER, 5)),
                        at(40, "hooks_arp", array(VOID_POINTER, 3)))
                .struct(
                        "net",
                        256,
                        at(0, "list", list),
                        at(16, "ns", named("ns_common")),
                        at(32, "dev_base_head", list),
                        at(48, "dev_index_head", VOID_POINTER),
                        at(NET_HOOKS, "nf", named("netns_nf")))
                .struct(
                        "net_device",
                        DEVICE_BYTES,
                        at(0, "name", array(CHAR, 16)),
                        at(32, "ifindex", S32),
                        at(FLAGS, "flags", U32),
                        at(USER_FLAGS, "gflags", U16),
                        at(STATE, "state", U64),
                        at(OPERATIONAL, "operstate", U8),
                        at(ADDRESS_LENGTH, "addr_len", U8),
                        at(58, "type", U16),
                        at(60, "mtu", U32),
                        at(PROMISCUITY, "promiscuity", U32),
                        at(64, "allmulti", U32),
                        at(72, "dev_addr", VOID_POINTER),
                        at(V4, "ip_ptr", pointerTo("in_device")),
                        at(V6, "ip6_ptr", pointerTo("inet6_dev")),
                        at(RECEIVE_HANDLER, "rx_handler", VOID_POINTER),
                        at(KIND, "rtnl_link_ops", pointerTo("rtnl_link_ops")),
                        at(112, "netdev_ops", VOID_POINTER),
                        at(XDP_STATE, "xdp_state", array(named("bpf_xdp_entity"), 3)),
                        at(LIST, "dev_list", list),
                        at(PACKET_ALL, "ptype_all", list),
                        at(PACKET_SPECIFIC, "ptype_specific", list),
                        at(INGRESS_HOOKS, "nf_hooks_ingress", VOID_POINTER),
                        at(INDEX_LINK, "index_hlist", named("hlist_node")),
                        at(240, "nd_net", named("possible_net")))
                .struct("possible_net", 8, at(0, "net", VOID_POINTER))
                .struct("bpf_xdp_entity", 16, at(0, "prog", pointerTo("bpf_prog")))
                .struct("bpf_prog", 16, at(8, "aux", pointerTo("bpf_prog_aux")))
                .struct("bpf_prog_aux", 16, at(4, "id", U32))
                .struct("rtnl_link_ops", 16, at(8, "kind", new CType.Pointer(CHAR)))
                .struct("in_device", 16, at(0, "ifa_list", pointerTo("in_ifaddr")))
                .struct(
                        "in_ifaddr",
                        32,
                        at(0, "ifa_next", pointerTo("in_ifaddr")),
                        at(8, "ifa_local", U32),
                        at(12, "ifa_prefixlen", U8))
                .struct("in6_addr", 16, at(0, "bytes", array(U8, 16)), at(0, "words", U32))
                .struct("inet6_dev", 32, at(8, "addr_list", list))
                .struct(
                        "inet6_ifaddr",
                        64,
                        at(0, "addr", named("in6_addr")),
                        at(16, "prefix_len", U32),
                        at(24, "if_list", list));
    }
}
