package dev.yagura.bpf.fake;

/** One network namespace: a hook of netfilter, and TCP sockets that listen. */
final class FakeNetwork {
    private static final int NAMESPACE_NUMBER = 0xF000_0002;
    private static final int LOCAL_IN = 1;
    private static final int BUCKETS = 4;
    private static final int LISTENS = 10;
    private static final int IPV4 = 2;

    private final FakeRam ram;
    private final long net;
    private final long buckets;

    FakeNetwork(FakeRam ram) {
        this.ram = ram;
        long list = ram.emptyList(ram.variable("net_namespace_list", "list_head"));
        net = ram.variable("init_net", "net");
        ram.addTail(list, ram.member(net, "net", "list"));
        ram.set(net, "net", "ns.inum", NAMESPACE_NUMBER);
        long table = ram.variable("tcp_hashinfo", "inet_hashinfo");
        buckets = ram.allocate(BUCKETS * ram.sizeOf("inet_listen_hashbucket"));
        ram.set(table, "inet_hashinfo", "lhash2_mask", BUCKETS - 1)
                .set(table, "inet_hashinfo", "lhash2", buckets);
        for (int i = 0; i < BUCKETS; i++) {
            ram.u64(bucket(i), end(i));
        }
    }

    /** Returns the namespace. */
    long net() {
        return net;
    }

    /** Adds a hook for packets of IPv4 that are for the guest. */
    void hook(long function) {
        int header = ram.sizeOf("nf_hook_entries");
        long entries = ram.allocate(header + ram.sizeOf("nf_hook_entry"));
        ram.set(entries, "nf_hook_entries", "num_hook_entries", 1);
        ram.set(ram.member(entries, "nf_hook_entries", "hooks"), "nf_hook_entry", "hook", function);
        ram.u64(ram.member(net, "net", "nf.hooks_ipv4") + LOCAL_IN * Long.BYTES, entries);
    }

    /** Makes a socket that listens, and the file that it is open by. */
    long listener(FakeFiles files, int port) {
        long socket = ram.allocate("socket");
        long sock = ram.allocate("sock");
        ram.set(sock, "sock", "__sk_common.skc_num", port)
                .set(sock, "sock", "__sk_common.skc_family", IPV4)
                .set(sock, "sock", "__sk_common.skc_state", LISTENS)
                .set(sock, "sock", "__sk_common.skc_net", net)
                .set(sock, "sock", "sk_socket", socket);
        int at = port % BUCKETS;
        ram.set(sock, "sock", "__sk_common.skc_nulls_node.next", ram.u64(bucket(at)))
                .set(sock, "sock", "__sk_common.skc_nulls_node.pprev", bucket(at));
        ram.u64(bucket(at), ram.member(sock, "sock", "__sk_common.skc_nulls_node"));
        long file = files.socket(socket);
        ram.set(socket, "socket", "sk", sock).set(socket, "socket", "file", file);
        return file;
    }

    private long bucket(int index) {
        return buckets + (long) index * ram.sizeOf("inet_listen_hashbucket");
    }

    /** Returns what a chain ends with: an odd number. */
    private static long end(int index) {
        return (long) index << 1 | 1;
    }
}
