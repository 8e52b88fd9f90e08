package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.Tasks;
import dev.yagura.kernel.linux.net.Listing;
import dev.yagura.kernel.linux.net.Socket;
import dev.yagura.kernel.linux.net.Sockets;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Sockets of all families and network namespaces. */
final class SocketsTable {
    private SocketsTable() {}

    /** A socket, and the program of who has it open. */
    private record Listed(Socket socket, @Nullable String exe) {}

    static GuestTable table() {
        return Columns.<Listed>of()
                .text(
                        "protocol",
                        "tcp, tcp6, udp, raw, icmp, unix, packet…",
                        s -> s.socket.protocol())
                .text(
                        "localAddress",
                        "IP address it is bound to; of a vsock, its context id, or any",
                        s -> s.socket.local().address())
                .number(
                        "localPort",
                        "port it is bound to; raw: IP protocol; netlink: port id",
                        s -> orNull(s.socket.local().port()))
                .text(
                        "remoteAddress",
                        "IP address of the other end; of a vsock, its context id",
                        s -> s.socket.remote().address())
                .number(
                        "remotePort",
                        "port of the other end",
                        s -> orNull(s.socket.remote().port()))
                .text("state", "the kernel's word, such as LISTEN", s -> s.socket.state())
                .number(
                        "inode",
                        "as in /proc/PID/fd; 0 if nobody has it open",
                        s -> s.socket.inode())
                .number("pid", "first process that has it open", s -> pid(s.socket))
                .text("comm", "name of that process", s -> comm(s.socket))
                .text(
                        "path",
                        "of a Unix socket; an abstract one's starts with @",
                        s -> s.socket.path())
                .more()
                .text("type", "stream, dgram, raw, seqpacket…", s -> s.socket.type())
                .number(
                        "protocolNumber",
                        "within its family; of packet sockets the type of frames",
                        s -> s.socket.protocolNumber())
                .text(
                        "exe",
                        "path of the program of the first process that has it open",
                        Listed::exe)
                .list("pids", "all processes that have it open", s -> s.socket.pids())
                .number(
                        "uid",
                        "user who made it; null for closing ones",
                        s -> orNull(s.socket.uid()))
                .number(
                        "receiveQueue",
                        "bytes not read; connections not accepted",
                        s -> s.socket.receiveQueue())
                .number(
                        "sendQueue",
                        "bytes not sent or not acknowledged",
                        s -> s.socket.sendQueue())
                .number(
                        "interfaceIndex",
                        "interface it is bound to, 0 for any",
                        s -> s.socket.boundInterface())
                .flag("listed", "whether it is in the kernel's tables", s -> s.socket.listed())
                .flag(
                        "listable",
                        "whether such sockets are in the kernel's tables: not unbound ones",
                        s -> s.socket.listable())
                .flag("held", "whether a process has it open", s -> !s.socket.holders().isEmpty())
                .flag(
                        "kernelSocket",
                        "whether the kernel made it for itself",
                        s -> s.socket.ofKernel())
                .number(
                        "netns",
                        "network namespace, as in /proc/PID/ns/net",
                        s -> s.socket.namespace().inode())
                .hex("namespace", "struct net of that namespace", s -> s.socket.namespace().gva())
                .hexOrNone("peer", "Unix socket it is connected to", s -> s.socket.peerGva())
                .hex("sock", "its struct sock", s -> s.socket.gva())
                .table("sockets", "sockets of all network namespaces", SocketsTable::list);
    }

    private static void list(TableContext context, RowSink<Listed> rows) throws IOException {
        Listing<Socket> sockets = new Sockets(context.linux()).list();
        Map<Integer, String> programs = context.brief() ? Map.of() : programs(context, rows);
        for (Socket socket : sockets.items()) {
            if (context.pid().isEmpty() || socket.pids().contains(context.pid().getAsInt())) {
                rows.add(new Listed(socket, programs.get(socket.pid().orElse(0))));
            }
        }
        sockets.gaps().forEach(gap -> rows.gap(gap.what(), gap.why()));
    }

    /** Returns the programs of processes, by process id. */
    private static Map<Integer, String> programs(TableContext context, RowSink<Listed> rows)
            throws IOException {
        Tasks tasks = context.linux().tasks();
        Map<Integer, String> programs = new HashMap<>();
        for (Task process : tasks.processes()) {
            try {
                tasks.executable(process).ifPresent(exe -> programs.put(process.tgid(), exe));
            } catch (IOException e) {
                if (!GuestFaults.isGuestFault(e)) {
                    throw e;
                }
                rows.gap(
                        "program of process %d".formatted(process.tgid()),
                        String.valueOf(e.getMessage()));
            }
        }
        return programs;
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
