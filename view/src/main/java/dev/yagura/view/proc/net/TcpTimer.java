package dev.yagura.view.proc.net;

import dev.yagura.kernel.linux.net.SockCommon;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.view.proc.guest.Jiffies;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * What a connection of TCP waits for, as the kernel tells user programs of it.
 *
 * @param kind 0 for nothing, 1 to send again, 2 to ask whether the other is there, 3 to end, 4 to
 *     ask whether the other takes more
 * @param ticks until then
 * @param count how often it has done so
 */
public record TcpTimer(int kind, long ticks, int count) {
    /** Of a socket that waits for nothing. */
    public static final TcpTimer NONE = new TcpTimer(0, 0, 0);

    private static final int SEND = 1;
    private static final int KEEP_ALIVE = 2;
    private static final int END = 3;
    private static final int PROBE = 4;

    /** {@code ICSK_TIME_*} of include/net/inet_connection_sock.h. */
    private static final int RETRANSMIT = 1;

    private static final int PROBE_WINDOW = 3;
    private static final int PROBE_LOSS = 5;
    private static final int REORDER = 6;

    @KernelStruct("inet_connection_sock")
    interface Connection extends StructView {
        @KernelField("icsk_pending")
        int pending();

        /** Returns when it sends again; kept by the timer only since 6.16, and elsewhere by 7.0. */
        @KernelField({"icsk_timeout", "icsk_retransmit_timer.expires"})
        OptionalLong timeout();

        @KernelField("icsk_retransmits")
        int retransmits();

        @KernelField("icsk_probes_out")
        int probes();
    }

    @KernelStruct("sock")
    interface Retransmission extends StructView {
        /** Returns when it sends again, since 7.0. */
        @KernelField("tcp_retransmit_timer.expires")
        OptionalLong expires();
    }

    @KernelStruct("inet_timewait_sock")
    interface Waiting extends StructView {
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

    /**
     * Reads that of a connection with a socket.
     *
     * @throws IOException if guest memory cannot be read, or this kernel's timers are not known
     */
    public static TcpTimer ofConnection(ProcGuest guest, SockCommon common) throws IOException {
        Connection connection = guest.views().at(Connection.class, common.gva());
        Jiffies jiffies = Jiffies.of(guest);
        int pending = connection.pending();
        int probes = connection.probes() & 0xff;
        if (pending == RETRANSMIT
                || pending == PROBE_LOSS
                || pending == REORDER
                || pending == PROBE_WINDOW) {
            long expires =
                    connection
                            .timeout()
                            .orElse(
                                    guest.views()
                                            .at(Retransmission.class, common.gva())
                                            .expires()
                                            .orElse(0));
            long ticks = jiffies.ticksUntil(expires);
            return pending == PROBE_WINDOW
                    ? new TcpTimer(PROBE, ticks, probes)
                    : new TcpTimer(SEND, ticks, connection.retransmits() & 0xff);
        }
        SocketCounters socket = guest.views().at(SocketCounters.class, common.gva());
        return socket.keepAliveQueue() != 0
                ? new TcpTimer(KEEP_ALIVE, jiffies.ticksUntil(socket.keepAliveJiffies()), probes)
                : NONE;
    }

    /** Reads that of a connection which is over; as {@link #ofConnection}. */
    public static TcpTimer ofWaiting(ProcGuest guest, SockCommon common) throws IOException {
        Waiting waiting = guest.views().at(Waiting.class, common.gva());
        return new TcpTimer(END, Jiffies.of(guest).ticksUntil(waiting.expires()), 0);
    }

    /** Reads that of a connection which is asked for; as {@link #ofConnection}. */
    public static TcpTimer ofRequest(ProcGuest guest, SockCommon common) throws IOException {
        Request request = guest.views().at(Request.class, common.gva());
        return new TcpTimer(
                SEND, Jiffies.of(guest).ticksUntil(request.expires()), request.timeouts());
    }
}
