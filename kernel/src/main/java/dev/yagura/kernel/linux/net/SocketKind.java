package dev.yagura.kernel.linux.net;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names families, types, protocols and states; {@code include/linux/socket.h} and beside it. */
final class SocketKind {
    static final int UNIX = 1;
    static final int INET = 2;
    static final int INET6 = 10;
    static final int NETLINK = 16;
    static final int PACKET = 17;
    static final int VSOCK = 40;

    static final int TCP = 6;
    static final int UDP = 17;

    static final int TIME_WAIT = 6;
    static final int CLOSE = 7;
    static final int LISTEN = 10;
    static final int NEW_SYN_RECV = 12;

    private static final int RAW_TYPE = 3;

    private static final Map<Integer, String> FAMILIES =
            Map.ofEntries(
                    Map.entry(UNIX, "unix"),
                    Map.entry(3, "ax25"),
                    Map.entry(4, "ipx"),
                    Map.entry(15, "key"),
                    Map.entry(NETLINK, "netlink"),
                    Map.entry(PACKET, "packet"),
                    Map.entry(21, "rds"),
                    Map.entry(24, "pppox"),
                    Map.entry(29, "can"),
                    Map.entry(30, "tipc"),
                    Map.entry(31, "bluetooth"),
                    Map.entry(33, "rxrpc"),
                    Map.entry(38, "alg"),
                    Map.entry(VSOCK, "vsock"),
                    Map.entry(41, "kcm"),
                    Map.entry(42, "qipcrtr"),
                    Map.entry(43, "smc"),
                    Map.entry(44, "xdp"));

    private static final Map<Integer, String> INET_PROTOCOLS =
            Map.of(
                    1, "icmp", TCP, "tcp", UDP, "udp", 33, "dccp", 58, "icmp", 132, "sctp", 136,
                    "udplite", 262, "mptcp");

    /** {@code enum sock_type}. */
    private static final List<String> TYPES =
            List.of("", "stream", "dgram", "raw", "rdm", "seqpacket", "dccp", "", "", "", "packet");

    /** The states of include/net/tcp_states.h, which other families borrow. */
    private static final List<String> STATES =
            List.of(
                    "",
                    "ESTABLISHED",
                    "SYN_SENT",
                    "SYN_RECV",
                    "FIN_WAIT1",
                    "FIN_WAIT2",
                    "TIME_WAIT",
                    "CLOSE",
                    "CLOSE_WAIT",
                    "LAST_ACK",
                    "LISTEN",
                    "CLOSING",
                    "NEW_SYN_RECV",
                    "BOUND_INACTIVE");

    private SocketKind() {}

    static boolean isInet(int family) {
        return family == INET || family == INET6;
    }

    /**
     * Returns whether a connection is opening or closing, and has no socket: a {@code request_sock}
     * or {@code inet_timewait_sock}.
     */
    static boolean isWithoutSocket(int family, int state) {
        return isInet(family) && (state == TIME_WAIT || state == NEW_SYN_RECV);
    }

    static String protocol(int family, int type, int protocol) {
        if (!isInet(family)) {
            return FAMILIES.getOrDefault(family, "family-" + family);
        }
        String name =
                type == RAW_TYPE
                        ? "raw"
                        : INET_PROTOCOLS.getOrDefault(protocol, "inet-" + protocol + "-");
        return family == INET6 ? name + "6" : name;
    }

    static String type(int type) {
        String name = type >= 0 && type < TYPES.size() ? TYPES.get(type) : "";
        return name.isEmpty() ? "type-" + type : name;
    }

    static @Nullable String state(int family, int state) {
        if (family == PACKET || (family == NETLINK && state > 1)) {
            return null;
        }
        if (family == NETLINK) {
            return state == 0 ? "UNCONNECTED" : "CONNECTED";
        }
        String name = state >= 0 && state < STATES.size() ? STATES.get(state) : "";
        return name.isEmpty() ? "state-" + state : name;
    }

    /**
     * Returns whether the kernel has a socket like this in a table.
     *
     * @param localPort of IP sockets
     * @param bound of netlink sockets
     */
    static boolean isListable(
            int family, int type, int protocol, int state, int localPort, boolean bound) {
        return switch (family) {
            case UNIX, PACKET -> true;
            case NETLINK -> bound;
            case INET, INET6 ->
                    switch (protocol(INET, type, protocol)) {
                        case "tcp" -> state != CLOSE && state != 13;
                        case "udp", "udplite", "icmp", "raw" -> localPort != 0;
                        default -> false;
                    };
            default -> false;
        };
    }
}
