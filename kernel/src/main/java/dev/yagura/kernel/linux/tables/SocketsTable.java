package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.net.Listing;
import dev.yagura.kernel.linux.net.Socket;
import dev.yagura.kernel.linux.net.Sockets;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Sockets of all families and network namespaces. */
final class SocketsTable {
    private SocketsTable() {}

    static GuestTable table() {
        return Columns.<Socket>of()
                .text("protocol", "tcp, tcp6, udp, raw, icmp, unix, packet…", Socket::protocol)
                .text(
                        "localAddress",
                        "IP address it is bound to; of a vsock, its context id, or any",
                        s -> s.local().address())
                .number(
                        "localPort",
                        "port it is bound to; raw: IP protocol; netlink: port id",
                        s -> orNull(s.local().port()))
                .text(
                        "remoteAddress",
                        "IP address of the other end; of a vsock, its context id",
                        s -> s.remote().address())
                .number("remotePort", "port of the other end", s -> orNull(s.remote().port()))
                .text("state", "the kernel's word, such as LISTEN", Socket::state)
                .number("inode", "as in /proc/PID/fd; 0 if nobody has it open", s -> s.inode())
                .number("pid", "first process that has it open", SocketsTable::pid)
                .text("comm", "name of that process", SocketsTable::comm)
                .text("path", "of a Unix socket; an abstract one's starts with @", Socket::path)
                .more()
                .text("type", "stream, dgram, raw, seqpacket…", Socket::type)
                .number(
                        "protocolNumber",
                        "within its family; of packet sockets the type of frames",
                        s -> s.protocolNumber())
                .list("pids", "all processes that have it open", Socket::pids)
                .number("uid", "user who made it; null for closing ones", s -> orNull(s.uid()))
                .number(
                        "receiveQueue",
                        "bytes not read; connections not accepted",
                        s -> s.receiveQueue())
                .number("sendQueue", "bytes not sent or not acknowledged", s -> s.sendQueue())
                .number(
                        "interfaceIndex",
                        "interface it is bound to, 0 for any",
                        s -> s.boundInterface())
                .flag("listed", "whether it is in the kernel's tables", Socket::listed)
                .flag(
                        "listable",
                        "whether such sockets are in the kernel's tables: not unbound ones",
                        Socket::listable)
                .flag("held", "whether a process has it open", s -> !s.holders().isEmpty())
                .flag("kernelSocket", "whether the kernel made it for itself", Socket::ofKernel)
                .number(
                        "netns",
                        "network namespace, as in /proc/PID/ns/net",
                        s -> s.namespace().inode())
                .hex("namespace", "struct net of that namespace", s -> s.namespace().gva())
                .hexOrNone("peer", "Unix socket it is connected to", Socket::peerGva)
                .hex("sock", "its struct sock", Socket::gva)
                .table("sockets", "sockets of all network namespaces", SocketsTable::list);
    }

    private static void list(TableContext context, RowSink<Socket> rows) throws IOException {
        Listing<Socket> sockets = new Sockets(context.linux()).list();
        for (Socket socket : sockets.items()) {
            if (context.pid().isEmpty() || socket.pids().contains(context.pid().getAsInt())) {
                rows.add(socket);
            }
        }
        sockets.gaps().forEach(gap -> rows.gap(gap.what(), gap.why()));
    }

    private static @Nullable Long orNull(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }

    private static @Nullable Integer pid(Socket socket) {
        return socket.pid().isPresent() ? socket.pid().getAsInt() : null;
    }

    private static @Nullable String comm(Socket socket) {
        return socket.holders().stream()
                .filter(holder -> holder.pid() == socket.pid().orElse(0))
                .map(Socket.Holder::comm)
                .findFirst()
                .orElse(null);
    }
}
