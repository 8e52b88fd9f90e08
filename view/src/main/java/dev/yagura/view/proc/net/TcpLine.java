package dev.yagura.view.proc.net;

import dev.yagura.kernel.linux.net.SockCommon;
import dev.yagura.kernel.linux.net.Socket;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.view.proc.guest.Jiffies;
import dev.yagura.view.proc.guest.PrintedAddress;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;
import java.util.OptionalInt;

/**
 * Writes what a line of {@code tcp} has behind the ends; {@code get_tcp4_sock()}, {@code
 * get_timewait4_sock()} and {@code get_openreq4()} of net/ipv4/tcp_ipv4.c.
 */
final class TcpLine {
    private static final int SYN_RECEIVED = 3;
    private static final int TIME_WAIT = 6;
    private static final int LISTEN = 10;
    private static final int NEW_SYN_RECEIVED = 12;

    /** {@code TCP_INFINITE_SSTHRESH}, include/net/tcp.h. */
    private static final int NO_THRESHOLD = 0x7fff_ffff;

    private static final int PINGPONG_ONCE = 3;

    private TcpLine() {}

    @KernelStruct("inet_connection_sock")
    interface Connection extends StructView {
        @KernelField("icsk_rto")
        int retransmitJiffies();

        @KernelField("icsk_retransmits")
        int retransmits();

        @KernelField("icsk_probes_out")
        int probes();

        @KernelField("icsk_ack.ato")
        int acknowledgeJiffies();

        @KernelField("icsk_ack.quick")
        int quick();

        @KernelField("icsk_ack.pingpong")
        int pingpong();

        @KernelField("icsk_accept_queue.fastopenq.max_qlen")
        int fastOpenQueue();
    }

    @KernelStruct("tcp_sock")
    interface Tcp extends StructView {
        @KernelField("snd_cwnd")
        int window();

        @KernelField("snd_ssthresh")
        int threshold();
    }

    @KernelStruct("inet_timewait_sock")
    interface Waiting extends StructView {
        @KernelField("tw_substate")
        int state();
    }

    @KernelStruct("net")
    interface Settings extends StructView {
        @KernelField("ipv4.sysctl_tcp_pingpong_thresh")
        OptionalInt pingpong();
    }

    static String of(ProcGuest guest, Socket socket, SockCommon common) throws IOException {
        return switch (common.state()) {
            case TIME_WAIT -> waiting(guest, common);
            case NEW_SYN_RECEIVED -> request(guest, common);
            default -> connection(guest, socket, common);
        };
    }

    private static String waiting(ProcGuest guest, SockCommon common) throws IOException {
        Waiting waiting = guest.views().at(Waiting.class, common.gva());
        return "%02X 00000000:00000000 03:%08X 00000000     0        0 0 %d %s"
                .formatted(
                        waiting.state(),
                        TcpTimer.ofWaiting(guest, common).ticks(),
                        common.references().orElse(0),
                        PrintedAddress.of(guest, common.gva()));
    }

    private static String request(ProcGuest guest, SockCommon common) throws IOException {
        TcpTimer timer = TcpTimer.ofRequest(guest, common);
        return "%02X 00000000:00000000 01:%08X %08X %5d        0 0 0 %s"
                .formatted(
                        SYN_RECEIVED,
                        timer.ticks(),
                        timer.count(),
                        0,
                        PrintedAddress.of(guest, common.gva()));
    }

    private static String connection(ProcGuest guest, Socket socket, SockCommon common)
            throws IOException {
        Connection connection = guest.views().at(Connection.class, common.gva());
        Tcp tcp = guest.views().at(Tcp.class, common.gva());
        TcpTimer timer = TcpTimer.ofConnection(guest, common);
        boolean listens = common.state() == LISTEN;
        Jiffies jiffies = Jiffies.of(guest);
        int pingpong =
                guest.views()
                        .at(Settings.class, common.namespaceGva())
                        .pingpong()
                        .orElse(guest.isAtLeast(6, 0) ? 1 : PINGPONG_ONCE);
        boolean interactive = connection.pingpong() >= pingpong;
        return "%02X %08X:%08X %02X:%08X %08X %5d %8d %d %d %s %d %d %d %d %d"
                .formatted(
                        common.state(),
                        (int) socket.sendQueue(),
                        (int) socket.receiveQueue(),
                        timer.kind(),
                        timer.ticks(),
                        connection.retransmits() & 0xff,
                        SocketOwner.uid(guest, socket),
                        connection.probes() & 0xff,
                        socket.inode(),
                        common.references().orElse(0),
                        PrintedAddress.of(guest, common.gva()),
                        jiffies.ticks(Integer.toUnsignedLong(connection.retransmitJiffies())),
                        jiffies.ticks(Integer.toUnsignedLong(connection.acknowledgeJiffies())),
                        (connection.quick() & 0xff) << 1 | (interactive ? 1 : 0),
                        Integer.toUnsignedLong(tcp.window()),
                        listens
                                ? connection.fastOpenQueue()
                                : tcp.threshold() >= NO_THRESHOLD ? -1 : tcp.threshold());
    }
}
