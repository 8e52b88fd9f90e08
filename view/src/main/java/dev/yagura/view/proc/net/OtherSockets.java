package dev.yagura.view.proc.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.kernel.linux.net.SockCommon;
import dev.yagura.kernel.linux.net.Socket;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.view.proc.guest.PrintedAddress;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Writes {@code unix}, {@code packet} and {@code netlink}. */
record OtherSockets(ProcGuest guest, long namespaceGva) {
    private static final int ESTABLISHED = 1;
    private static final int LISTEN = 10;

    /** {@code __SO_ACCEPTCON}, include/uapi/linux/net.h. */
    private static final int ACCEPTS = 1 << 16;

    /** {@code SS_*} of include/uapi/linux/net.h. */
    private static final int UNCONNECTED = 1;

    private static final int CONNECTING = 2;
    private static final int CONNECTED = 3;
    private static final int DISCONNECTING = 4;

    @KernelStruct("packet_sock")
    interface Packet extends StructView {
        /** Returns whether it takes frames; among flags since 6.4. */
        @KernelField("running")
        OptionalInt running();

        @KernelField("flags")
        OptionalLong flags();
    }

    @KernelStruct("netlink_sock")
    interface Netlink extends StructView {
        @KernelField("groups")
        long groupsGva();

        @KernelField("cb_running")
        boolean dumping();
    }

    /** Follows {@code unix_seq_show()} of net/unix/af_unix.c. */
    byte[] unix() throws IOException {
        StringBuilder text =
                new StringBuilder("Num       RefCount Protocol Flags    Type St Inode Path\n");
        for (Socket socket : guest.network().listed(namespaceGva, "unix")) {
            SockCommon common = guest.views().at(SockCommon.class, socket.gva());
            SocketCounters counters = guest.views().at(SocketCounters.class, socket.gva());
            boolean established = common.state() == ESTABLISHED;
            int state =
                    counters.socketGva() != 0
                            ? established ? CONNECTED : UNCONNECTED
                            : established ? CONNECTING : DISCONNECTING;
            text.append(
                    "%s: %08X %08X %08X %04X %02X %5d"
                            .formatted(
                                    PrintedAddress.of(guest, socket.gva()),
                                    common.references().orElse(0),
                                    0,
                                    common.state() == LISTEN ? ACCEPTS : 0,
                                    counters.type(),
                                    state,
                                    socket.inode()));
            text.append(socket.path() == null ? "\n" : " " + socket.path() + "\n");
        }
        return text.toString().getBytes(UTF_8);
    }

    /** Follows {@code packet_seq_show()} of net/packet/af_packet.c. */
    byte[] packet() throws IOException {
        String first = guest.isAtLeast(5, 13) ? "%-17s".formatted("sk") : "sk       ";
        StringBuilder text =
                new StringBuilder(first + "RefCnt Type Proto  Iface R Rmem   User   Inode\n");
        for (Socket socket : guest.network().listed(namespaceGva, "packet")) {
            SockCommon common = guest.views().at(SockCommon.class, socket.gva());
            SocketCounters counters = guest.views().at(SocketCounters.class, socket.gva());
            text.append(
                    "%s %-6d %-4d %04x   %-5d %1d %-6d %-6d %-6d\n"
                            .formatted(
                                    PrintedAddress.of(guest, socket.gva()),
                                    common.references().orElse(0),
                                    counters.type(),
                                    socket.protocolNumber(),
                                    socket.boundInterface(),
                                    isRunning(socket.gva()) ? 1 : 0,
                                    counters.receivedBytes().orElse(0),
                                    SocketOwner.uid(guest, socket),
                                    socket.inode()));
        }
        return text.toString().getBytes(UTF_8);
    }

    private boolean isRunning(long gva) throws IOException {
        Packet packet = guest.views().at(Packet.class, gva);
        if (packet.running().isPresent()) {
            return packet.running().getAsInt() != 0;
        }
        Map<String, Long> flags =
                guest.linux()
                        .kernel()
                        .types()
                        .enumeration("packet_sock_flags")
                        .orElseThrow(() ->
                                new IOException("packet_sock: flags are not known in this kernel"));
        long bit = flags.getOrDefault("PACKET_SOCK_RUNNING", 0L);
        return (packet.flags().orElse(0) >>> bit & 1) != 0;
    }

    /** Follows {@code netlink_native_seq_show()} of net/netlink/af_netlink.c. */
    byte[] netlink() throws IOException {
        StringBuilder text =
                new StringBuilder(
                        "sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks"
                                + "    Drops    Inode\n");
        for (Socket socket : guest.network().listed(namespaceGva, "netlink")) {
            SockCommon common = guest.views().at(SockCommon.class, socket.gva());
            SocketCounters counters = guest.views().at(SocketCounters.class, socket.gva());
            Netlink netlink = guest.views().at(Netlink.class, socket.gva());
            int groups =
                    netlink.groupsGva() == 0 ? 0 : (int) guest.memory().u32(netlink.groupsGva());
            text.append(
                    "%s %-3d %-10d %08x %-8d %-8d %-5d %-8d %-8d %-8d\n"
                            .formatted(
                                    PrintedAddress.of(guest, socket.gva()),
                                    counters.protocol(),
                                    socket.local().port().orElse(0),
                                    groups,
                                    counters.receivedBytes().orElse(0),
                                    counters.sendBytes().orElse(1) - 1,
                                    netlink.dumping() ? 1 : 0,
                                    common.references().orElse(0),
                                    counters.drops().orElse(0),
                                    socket.inode()));
        }
        return text.toString().getBytes(UTF_8);
    }
}
