package dev.yagura.kernel.linux.net;

import static dev.yagura.kernel.fixture.FakeTypes.CHAR;
import static dev.yagura.kernel.fixture.FakeTypes.S32;
import static dev.yagura.kernel.fixture.FakeTypes.U16;
import static dev.yagura.kernel.fixture.FakeTypes.U32;
import static dev.yagura.kernel.fixture.FakeTypes.U64;
import static dev.yagura.kernel.fixture.FakeTypes.U8;
import static dev.yagura.kernel.fixture.FakeTypes.VOID_POINTER;
import static dev.yagura.kernel.fixture.FakeTypes.anonymous;
import static dev.yagura.kernel.fixture.FakeTypes.array;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.bits;
import static dev.yagura.kernel.fixture.FakeTypes.named;
import static dev.yagura.kernel.fixture.FakeTypes.pointerTo;

import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.FakeTypes;

/**
 * A {@link FakeLinux} with one network namespace and empty tables of sockets, laid out as since
 * 6.2. Offsets are the fixture's own; names and meanings are the kernel's.
 */
final class FakeNet {
    static final int STATE = 18;
    static final int LOCAL_PORT = 14;
    static final int NODE = 72;

    private static final int PORT_NODE = 64;

    private static final int PACKET_LIST = 48;
    private static final int UNIX_BUCKETS = 56;
    private static final int SOCK_BYTES = 256;
    private static final int INODE = 32;

    private final FakeLinux linux = new FakeLinux();
    private final FakeGuest guest = linux.guest();
    private final long namespace = guest.allocate(128);
    private final long ehash = guest.allocate(16 * 8);
    private final long lhash = guest.allocate(4 * 16);
    private final long udp = guest.allocate(8 * 16);
    private final long udpPorts = guest.allocate(8 * 16);
    private final long raw = guest.allocate(8 + 256 * 8);
    private final long unix = guest.allocate(512 * 8);
    private final long netlink = guest.allocate(32 * 16);
    private final long tcpTables = guest.allocate(64);
    private int nextInode = 100;

    FakeNet() {
        defineTypes();
        long list = guest.allocate(16);
        linux.emptyList(list);
        linux.addTail(list, namespace);
        long udpTable = guest.allocate(24);
        guest.u64(tcpTables, ehash)
                .u32(tcpTables + 8, 15)
                .u64(tcpTables + 16, lhash)
                .u32(tcpTables + 24, 3)
                .u64(udpTable, udp)
                .u32(udpTable + 8, 7)
                .u64(udpTable + 16, udpPorts)
                .u64(namespace + 24, tcpTables)
                .u64(namespace + 32, udpTable)
                .u64(namespace + UNIX_BUCKETS, unix)
                .u32(namespace + 16, 4026531840L);
        long pointer = guest.allocate(8);
        guest.u64(pointer, netlink);
        for (int protocol = 0; protocol < 32; protocol++) {
            long table = guest.allocate(64 + 4 * 8);
            guest.u32(table, 4).u64(netlink + 16L * protocol, table);
        }
        guest.symbol("init_net", namespace, 'D')
                .symbol("net_namespace_list", list, 'D')
                .symbol("tcp_hashinfo", tcpTables, 'B')
                .symbol("raw_v4_hashinfo", raw, 'B')
                .symbol("nl_table", pointer, 'D');
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

    long tcpTables() {
        return tcpTables;
    }

    long connections() {
        return ehash;
    }

    /** Starts a process that has room for 64 open files, and none open. */
    void process(int pid, int ppid, String comm) {
        linux.process(pid, ppid, comm);
        long table = guest.allocate(16);
        guest.u32(table, 64).u64(table + 8, guest.allocate(64 * 8));
        guest.u64(linux.read(linux.task(pid) + FakeLinux.FILES), table);
    }

    /** Makes a socket that is in no table and that nobody has open. */
    long sock(int family, int type, int protocol, int state) {
        long gva = guest.allocate(SOCK_BYTES);
        guest.u32(gva + 16, family | state << 16)
                .u64(gva + 24, namespace)
                .u32(gva + 96, type | protocol << 16)
                .u32(gva + 100, 1000)
                .u32(gva + 116, 1);
        return gva;
    }

    /** Sets an IPv4 socket's ends, addresses as numbers such as 0x7f000001. */
    void ends(long sock, int local, int localPort, int remote, int remotePort) {
        int swappedPort = Short.toUnsignedInt(Short.reverseBytes((short) remotePort));
        guest.u32(sock, Integer.reverseBytes(remote))
                .u32(sock + 4, Integer.reverseBytes(local))
                .u32(sock + 12, swappedPort | localPort << 16);
    }

    void connect(long sock, int bucket) {
        chain(ehash + 8L * bucket, sock + NODE);
    }

    void listen(long sock, int bucket) {
        chain(lhash + 16L * bucket + 8, sock + NODE);
    }

    void bindUdp(long sock, int bucket) {
        chain(udp + 16L * bucket, sock + NODE);
    }

    /** Puts a socket where packets look for it. */
    void bindUdpPort(long sock, int bucket) {
        chain(udpPorts + 16L * bucket, sock + PORT_NODE);
    }

    void hashRaw(long sock, int protocol) {
        chain(raw + 8 + 8L * protocol, sock + NODE);
    }

    void hashUnix(long sock, int bucket) {
        chain(unix + 8L * bucket, sock + NODE);
    }

    void listPacket(long sock) {
        chain(namespace + PACKET_LIST, sock + NODE);
    }

    void hashNetlink(long sock, int protocol) {
        chain(linux.read(netlink + 16L * protocol) + 64, sock + 144);
    }

    /** Gives a Unix socket a name, the NUL of an abstract one included. */
    void name(long sock, byte... name) {
        long address = guest.allocate(128);
        guest.u32(address + 4, 2 + name.length).bytes(address + 10, name).u64(sock + 128, address);
    }

    /** Makes a process's file descriptor a socket; returns the inode's number. */
    int open(int pid, int fd, long sock) {
        long socket = linux.read(sock + 104);
        if (socket == 0) {
            socket = guest.allocate(64);
            guest.u64(socket, sock).u64(socket + INODE, nextInode++).u64(sock + 104, socket);
        }
        file(pid, fd, socket, socket + INODE);
        return (int) linux.read(socket + INODE);
    }

    /** Gives a process an open file with that private data and inode. */
    void file(int pid, int fd, long privateData, long inode) {
        long file = guest.allocate(32);
        guest.u64(file, inode).u64(file + 8, privateData);
        long files = linux.read(linux.task(pid) + FakeLinux.FILES);
        long table = linux.read(files);
        guest.u64(linux.read(table + 8) + 8L * fd, file);
    }

    private void chain(long head, long node) {
        guest.u64(node, linux.read(head)).u64(head, node);
    }

    private void defineTypes() {
        FakeTypes types = guest.types();
        types.struct("possible_net", 8, at(0, "net", VOID_POINTER))
                .struct("in6_addr", 16, at(0, "bytes", array(U8, 16)), at(0, "words", U32))
                .struct(
                        "sock_common",
                        88,
                        at(0, "skc_daddr", U32),
                        at(4, "skc_rcv_saddr", U32),
                        at(12, "skc_dport", U16),
                        at(LOCAL_PORT, "skc_num", U16),
                        at(16, "skc_family", U16),
                        at(STATE, "skc_state", U8),
                        at(20, "skc_bound_dev_if", S32),
                        at(24, "skc_net", named("possible_net")),
                        at(32, "skc_v6_daddr", named("in6_addr")),
                        at(48, "skc_v6_rcv_saddr", named("in6_addr")),
                        at(PORT_NODE, "skc_portaddr_node", named("hlist_node")),
                        at(NODE, "skc_node", named("hlist_node")))
                .struct(
                        "sock",
                        128,
                        at(0, "__sk_common", named("sock_common")),
                        at(
                                88,
                                "sk_backlog",
                                anonymous(8, at(0, "rmem_alloc", S32), at(4, "len", S32))),
                        at(96, "sk_type", U16),
                        at(98, "sk_protocol", U16),
                        at(100, "sk_uid", U32),
                        at(104, "sk_socket", pointerTo("socket")),
                        at(112, "sk_ack_backlog", U32),
                        at(116, "sk_wmem_alloc", S32),
                        bits(120 * 8, 1, "sk_kern_sock", U8))
                .struct(
                        "tcp_sock",
                        SOCK_BYTES,
                        at(128, "rcv_nxt", U32),
                        at(132, "copied_seq", U32),
                        at(136, "write_seq", U32),
                        at(140, "snd_una", U32))
                .struct("udp_sock", SOCK_BYTES, at(128, "forward_deficit", S32))
                .struct("unix_sock", SOCK_BYTES, at(128, "addr", U64), at(136, "peer", U64))
                .struct(
                        "unix_address",
                        8,
                        at(0, "refcnt", S32),
                        at(4, "len", S32),
                        at(8, "name", array(CHAR, 0)))
                .struct("packet_sock", SOCK_BYTES, at(128, "ifindex", S32), at(132, "num", U16))
                .struct(
                        "netlink_sock",
                        SOCK_BYTES,
                        at(128, "portid", U32),
                        at(132, "bound", U8),
                        at(144, "node", named("hlist_node")))
                .struct("socket", 16, at(0, "sk", pointerTo("sock")), at(8, "file", U64))
                .struct("inode", 16, at(0, "i_ino", U64), at(8, "i_uid", U32))
                .struct(
                        "socket_alloc",
                        64,
                        at(0, "socket", named("socket")),
                        at(INODE, "vfs_inode", named("inode")));
        types.struct("ns_common", 8, at(0, "inum", U32), at(4, "type", U32))
                .struct(
                        "net",
                        128,
                        at(0, "list", named("list_head")),
                        at(16, "ns", named("ns_common")),
                        at(
                                24,
                                "ipv4",
                                anonymous(
                                        16,
                                        at(
                                                0,
                                                "tcp_death_row",
                                                anonymous(8, at(0, "hashinfo", VOID_POINTER))),
                                        at(8, "udp_table", VOID_POINTER))),
                        at(40, "packet", anonymous(16, at(8, "sklist", named("hlist_head")))),
                        at(
                                UNIX_BUCKETS,
                                "unx",
                                anonymous(
                                        16,
                                        at(
                                                0,
                                                "table",
                                                anonymous(8, at(0, "buckets", VOID_POINTER))),
                                        at(8, "sysctl", S32))))
                .struct(
                        "inet_hashinfo",
                        64,
                        at(0, "ehash", VOID_POINTER),
                        at(8, "ehash_mask", U32),
                        at(16, "lhash2", VOID_POINTER),
                        at(24, "lhash2_mask", U32))
                .struct("inet_ehash_bucket", 8, at(0, "chain", U64))
                .struct("inet_listen_hashbucket", 16, at(0, "lock", U32), at(8, "nulls_head", U64))
                .struct(
                        "udp_table",
                        24,
                        at(0, "hash", VOID_POINTER),
                        at(8, "mask", U32),
                        at(16, "hash2", VOID_POINTER))
                .struct("udp_hslot", 16, at(0, "head", named("hlist_head")), at(8, "count", S32))
                .struct(
                        "raw_hashinfo",
                        8 + 256 * 8,
                        at(0, "lock", U32),
                        at(8, "ht", array(named("hlist_head"), 256)))
                .struct("netlink_table", 16, at(0, "hash", named("rhashtable")))
                .struct("rhashtable", 16, at(0, "tbl", VOID_POINTER))
                .struct(
                        "bucket_table",
                        64,
                        at(0, "size", U32),
                        at(4, "nest", U32),
                        at(8, "future_tbl", VOID_POINTER),
                        at(64, "buckets", array(VOID_POINTER, 0)));
        types.struct("files_struct", 64, at(0, "fdt", pointerTo("fdtable")))
                .struct("fdtable", 16, at(0, "max_fds", U32), at(8, "fd", VOID_POINTER))
                .struct("file", 32, at(0, "f_inode", U64), at(8, "private_data", VOID_POINTER));
    }
}
