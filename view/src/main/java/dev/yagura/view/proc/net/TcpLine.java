package dev.yagura.view.proc.net;

import dev.yagura.kernel.linux.net.SockCommon;
import dev.yagura.kernel.linux.net.Socket;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.view.proc.guest.Jiffies;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Writes what a line of {@code tcp} has behind the ends; {@code get_tcp4_sock()}, {@code
 * get_timewait4_sock()} and {@code get_openreq4()} of net/ipv4/tcp_ipv4.c.
 */
final class TcpLine {
    private static final int SYN_RECEIVED = 3;
    private static final int TIME_WAIT = 6;
    private static final int LISTEN = 10;
    private static final int NEW_SYN_RECEIVED = 12;

    /** {@code ICSK_TIME_*} of include/net/inet_connection_sock.h. */
    private static final int RETRANSMIT = 1;

    private static final int PROBE_WINDOW = 3;
    private static final int PROBE_LOSS = 5;
    private static final int REORDER = 6;

    /** {@code TCP_INFINITE_SSTHRESH}, include/net/tcp.h. */
    private static final int NO_THRESHOLD = 0x7fff_ffff;

    private static final int PINGPONG_ONCE = 3;

    private TcpLine() {}

    @KernelStruct("inet_connection_sock")
    interface Connection extends StructView {
        @KernelField("icsk_pending")
        int pending();

        /** Returns when it sends again; kept by the timer only since 6.16, and elsewhere by 7.0. */
        @KernelField({"icsk_timeout", "icsk_retransmit_timer.expires"})
        OptionalLong timeout();

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

    @KernelStruct("sock")
    interface Retransmission extends StructView {
        /** Returns when it sends again, since 7.0. */
        @KernelField("tcp_retransmit_timer.expires")
        OptionalLong expires();
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

        @KernelField("tw_timer.expires")
        long expires();
    }

    @KernelStruct("request_sock")
    interface Request extends StructView {
        @KernelField("rsk_timer.expires")
        long expires();

        @KernelField("num_timeout")
        int timeouts();
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
        return "%02X 00000000:00000000 03:%08X 00000000     0        0 0 %d %016x"
                .formatted(
                        waiting.state(),
                        Jiffies.of(guest).ticksUntil(waiting.expires()),
                        common.references().orElse(0),
                        common.gva());
    }

    private static String request(ProcGuest guest, SockCommon common) throws IOException {
        Request request = guest.views().at(Request.class, common.gva());
        return "%02X 00000000:00000000 01:%08X %08X %5d        0 0 0 %016x"
                .formatted(
                        SYN_RECEIVED,
                        Jiffies.of(guest).ticksUntil(request.expires()),
                        request.timeouts(),
                        0,
                        common.gva());
    }

    /** A timer that runs: its kind, and the ticks until it ends. */
    private record Timer(int kind, long ticks) {}

    private static Timer timer(ProcGuest guest, Connection connection) throws IOException {
        Jiffies jiffies = Jiffies.of(guest);
        int pending = connection.pending();
        if (pending == RETRANSMIT
                || pending == PROBE_LOSS
                || pending == REORDER
                || pending == PROBE_WINDOW) {
            long expires =
                    connection
                            .timeout()
                            .orElse(
                                    guest.views()
                                            .at(Retransmission.class, connection.gva())
                                            .expires()
                                            .orElse(0));
            return new Timer(pending == PROBE_WINDOW ? 4 : 1, jiffies.ticksUntil(expires));
        }
        SocketCounters socket = guest.views().at(SocketCounters.class, connection.gva());
        return socket.keepAliveQueue() != 0
                ? new Timer(2, jiffies.ticksUntil(socket.keepAliveJiffies()))
                : new Timer(0, 0);
    }

    private static String connection(ProcGuest guest, Socket socket, SockCommon common)
            throws IOException {
        Connection connection = guest.views().at(Connection.class, common.gva());
        Tcp tcp = guest.views().at(Tcp.class, common.gva());
        Timer timer = timer(guest, connection);
        boolean listens = common.state() == LISTEN;
        Jiffies jiffies = Jiffies.of(guest);
        int pingpong =
                guest.views()
                        .at(Settings.class, common.namespaceGva())
                        .pingpong()
                        .orElse(guest.isAtLeast(6, 0) ? 1 : PINGPONG_ONCE);
        boolean interactive = connection.pingpong() >= pingpong;
        return "%02X %08X:%08X %02X:%08X %08X %5d %8d %d %d %016x %d %d %d %d %d"
                .formatted(
                        common.state(),
                        (int) socket.sendQueue(),
                        (int) socket.receiveQueue(),
                        timer.kind(),
                        timer.ticks(),
                        connection.retransmits() & 0xff,
                        InternetSockets.uid(guest, socket),
                        connection.probes() & 0xff,
                        socket.inode(),
                        common.references().orElse(0),
                        common.gva(),
                        jiffies.ticks(Integer.toUnsignedLong(connection.retransmitJiffies())),
                        jiffies.ticks(Integer.toUnsignedLong(connection.acknowledgeJiffies())),
                        (connection.quick() & 0xff) << 1 | (interactive ? 1 : 0),
                        Integer.toUnsignedLong(tcp.window()),
                        listens
                                ? connection.fastOpenQueue()
                                : tcp.threshold() >= NO_THRESHOLD ? -1 : tcp.threshold());
    }
}
