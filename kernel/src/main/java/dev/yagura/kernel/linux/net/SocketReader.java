package dev.yagura.kernel.linux.net;

import static dev.yagura.kernel.linux.net.SocketKind.INET6;
import static dev.yagura.kernel.linux.net.SocketKind.NETLINK;
import static dev.yagura.kernel.linux.net.SocketKind.PACKET;
import static dev.yagura.kernel.linux.net.SocketKind.UNIX;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.linux.net.Socket.Endpoint;
import dev.yagura.kernel.linux.net.Socket.Holder;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Describes single sockets. */
final class SocketReader {
    /** {@code sizeof(struct sockaddr_un)}, include/uapi/linux/un.h; a NUL may follow. */
    private static final int MAX_NAME_BYTES = 110 + 1;

    private static final int FAMILY_BYTES = 2;

    private final StructViews views;
    private final Map<Long, NetworkNamespace> namespaces = new HashMap<>();

    SocketReader(StructViews views, List<NetworkNamespace> namespaces) {
        this.views = views;
        namespaces.forEach(namespace -> this.namespaces.put(namespace.gva(), namespace));
    }

    Socket read(long gva, List<Holder> holders, boolean listed) throws IOException {
        SockCommon common = views.at(SockCommon.class, gva);
        if (SocketKind.isWithoutSocket(common.family(), common.state())) {
            return connection(common, holders, listed);
        }
        Sock sock = views.at(Sock.class, gva);
        int family = common.family();
        String protocol = SocketKind.protocol(family, sock.type(), sock.protocol());
        Sock.Netlink netlink = family == NETLINK ? views.at(Sock.Netlink.class, gva) : null;
        Sock.Packet packet = family == PACKET ? views.at(Sock.Packet.class, gva) : null;
        Sock.Unix unix = family == UNIX ? views.at(Sock.Unix.class, gva) : null;
        boolean tcp = protocol.startsWith("tcp");
        boolean udp = protocol.startsWith("udp");
        return new Socket(
                gva,
                protocol,
                SocketKind.type(sock.type()),
                packet == null ? sock.protocol() : Addresses.swapped(packet.swappedProtocol()),
                local(common, netlink),
                remoteOfAny(common),
                SocketKind.state(family, common.state()),
                sock.socketGva() == 0 ? 0 : views.at(Sock.Inode.class, sock.socketGva()).number(),
                OptionalLong.of(sock.uid()),
                namespace(common),
                packet == null ? common.boundInterface() : packet.interfaceIndex(),
                unix == null ? null : path(unix),
                unix == null ? 0 : unix.peerGva(),
                tcp ? tcpReceived(sock) : sock.receivedBytes() - (udp ? udpRead(sock) : 0),
                tcp ? tcpSent(sock) : sock.sendBytes() - 1,
                holders,
                listed,
                SocketKind.isListable(
                        family,
                        sock.type(),
                        sock.protocol(),
                        common.state(),
                        common.localPort(),
                        netlink != null && netlink.bound()),
                sock.ofKernel());
    }

    /** A connection that has no socket yet, or none any more. */
    private Socket connection(SockCommon common, List<Holder> holders, boolean listed)
            throws IOException {
        return new Socket(
                common.gva(),
                common.family() == INET6 ? "tcp6" : "tcp",
                null,
                SocketKind.TCP,
                local(common),
                remote(common),
                SocketKind.state(common.family(), common.state()),
                0,
                OptionalLong.empty(),
                namespace(common),
                common.boundInterface(),
                null,
                0,
                0,
                0,
                holders,
                listed,
                true,
                false);
    }

    /** Returns a socket's namespace, which the kernel's list of them may lack. */
    private NetworkNamespace namespace(SockCommon common) throws IOException {
        long gva = common.namespaceGva();
        NetworkNamespace known = namespaces.get(gva);
        if (known == null) {
            known = new NetworkNamespace(gva, views.at(NetStruct.class, gva).inode());
            namespaces.put(gva, known);
        }
        return known;
    }

    private Endpoint local(SockCommon common, Sock.@Nullable Netlink netlink) throws IOException {
        if (netlink != null) {
            return new Endpoint(null, OptionalLong.of(netlink.port()));
        }
        if (common.family() == SocketKind.VSOCK) {
            return VsockAddresses.local(views, common.gva());
        }
        return SocketKind.isInet(common.family()) ? local(common) : Endpoint.NONE;
    }

    private Endpoint remoteOfAny(SockCommon common) throws IOException {
        if (common.family() == SocketKind.VSOCK) {
            return VsockAddresses.remote(views, common.gva());
        }
        return SocketKind.isInet(common.family()) ? remote(common) : Endpoint.NONE;
    }

    private static Endpoint local(SockCommon common) {
        return Endpoint.of(
                address(common, common.localV4(), common.localV6().orElse(null)),
                common.localPort());
    }

    private static Endpoint remote(SockCommon common) {
        return Endpoint.of(
                address(common, common.remoteV4(), common.remoteV6().orElse(null)),
                Addresses.swapped(common.swappedRemotePort()));
    }

    private static String address(SockCommon common, int v4, byte @Nullable [] v6) {
        return common.family() == INET6 && v6 != null ? Addresses.v6(v6) : Addresses.v4(v4);
    }

    private long tcpReceived(Sock sock) throws IOException {
        if (sock.common().state() == SocketKind.LISTEN) {
            return Integer.toUnsignedLong(sock.waitingConnections());
        }
        Sock.Tcp tcp = views.at(Sock.Tcp.class, sock.gva());
        return Math.max(tcp.received() - tcp.copied(), 0);
    }

    private long tcpSent(Sock sock) throws IOException {
        if (sock.common().state() == SocketKind.LISTEN) {
            return 0;
        }
        Sock.Tcp tcp = views.at(Sock.Tcp.class, sock.gva());
        return Integer.toUnsignedLong(tcp.written() - tcp.acknowledged());
    }

    private int udpRead(Sock sock) throws IOException {
        return views.at(Sock.Udp.class, sock.gva()).readBytes();
    }

    /** As {@code unix_seq_show} prints it: {@code '@'} for the NUL of an abstract name. */
    private @Nullable String path(Sock.Unix unix) throws IOException {
        if (unix.addressGva() == 0) {
            return null;
        }
        Sock.UnixName name = views.at(Sock.UnixName.class, unix.addressGva());
        int length = name.length();
        if (length < FAMILY_BYTES || length > MAX_NAME_BYTES) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    name.toString(),
                    "len",
                    views.offsetOf("unix_address", "len"),
                    "is %d, expected %d..%d".formatted(length, FAMILY_BYTES, MAX_NAME_BYTES));
        }
        if (length == FAMILY_BYTES) {
            return null;
        }
        long text = name.gva() + views.offsetOf("unix_address", "name") + FAMILY_BYTES;
        byte[] bytes = views.kernel().memory().bytes(text, length - FAMILY_BYTES);
        boolean isAbstract = bytes[0] == 0;
        int end = bytes.length;
        if (!isAbstract) {
            end = 0;
            while (end < bytes.length && bytes[end] != 0) {
                end++;
            }
        }
        String path = new String(bytes, 0, end, StandardCharsets.UTF_8);
        return isAbstract ? path.replace('\0', '@') : path;
    }
}
