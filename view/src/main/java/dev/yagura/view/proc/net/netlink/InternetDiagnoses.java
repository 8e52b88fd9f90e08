package dev.yagura.view.proc.net.netlink;

import dev.yagura.kernel.linux.net.SockCommon;
import dev.yagura.kernel.linux.net.Socket;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.view.proc.guest.ProcGuest;
import dev.yagura.view.proc.net.SocketOwner;
import dev.yagura.view.proc.net.TcpTimer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * Writes {@code struct inet_diag_msg} for each socket of a protocol of IPv4 or IPv6; {@code
 * inet_sk_diag_fill()} and its like of net/ipv4/inet_diag.c.
 */
record InternetDiagnoses(ProcGuest guest, long namespaceGva) {
    private static final int SOCK_DIAG_BY_FAMILY = 20;
    private static final int INET6 = 10;
    private static final int V6_BYTES = 16;

    /** {@code INET_DIAG_*} of include/uapi/linux/inet_diag.h. */
    private static final int SHUTDOWN = 8;

    private static final int PROTOCOL = 10;
    private static final int V6_ONLY = 11;

    private static final int RAW_TYPE = 3;

    private static final int SYN_RECEIVED = 3;
    private static final int TIME_WAIT = 6;
    private static final int CLOSE = 7;
    private static final int LISTEN = 10;
    private static final int NEW_SYN_RECEIVED = 12;

    private static final int MILLIS_PER_TICK = 10;

    @KernelStruct("sock")
    interface Fields extends StructView {
        @KernelField("sk_type")
        int type();

        @KernelField("sk_protocol")
        int protocol();

        @KernelField("sk_shutdown")
        int shutDown();

        @KernelField("sk_max_ack_backlog")
        long mostWaiting();

        @KernelField("__sk_common.skc_ipv6only")
        int v6Only();
    }

    @KernelStruct("inet_timewait_sock")
    interface Waiting extends StructView {
        @KernelField("tw_substate")
        int state();
    }

    /** Returns those of a protocol, listening ones first. */
    byte[] of(String protocol) throws IOException {
        ByteArrayOutputStream first = new ByteArrayOutputStream();
        ByteArrayOutputStream others = new ByteArrayOutputStream();
        for (Socket socket : guest.network().listed(namespaceGva, protocol)) {
            SockCommon common = guest.views().at(SockCommon.class, socket.gva());
            (common.state() == LISTEN ? first : others).writeBytes(message(socket, common));
        }
        others.writeTo(first);
        return first.toByteArray();
    }

    private byte[] message(Socket socket, SockCommon common) throws IOException {
        return switch (common.state()) {
            case TIME_WAIT, NEW_SYN_RECEIVED -> withoutSocket(common);
            default -> socket(socket, common);
        };
    }

    private byte[] withoutSocket(SockCommon common) throws IOException {
        boolean waits = common.state() == TIME_WAIT;
        TcpTimer timer =
                waits ? TcpTimer.ofWaiting(guest, common) : TcpTimer.ofRequest(guest, common);
        int state = waits ? guest.views().at(Waiting.class, common.gva()).state() : SYN_RECEIVED;
        return header(common, state, timer).u32(0).u32(0).u32(0).u32(0).done();
    }

    private byte[] socket(Socket socket, SockCommon common) throws IOException {
        Fields fields = guest.views().at(Fields.class, socket.gva());
        boolean tcp = socket.protocol().startsWith("tcp");
        TcpTimer timer = tcp ? TcpTimer.ofConnection(guest, common) : TcpTimer.NONE;
        boolean listens = tcp && common.state() == LISTEN;
        Message message =
                header(common, common.state(), timer)
                        .u32(socket.receiveQueue())
                        .u32(listens ? fields.mostWaiting() : socket.sendQueue())
                        .u32(SocketOwner.uid(guest, socket))
                        .u32(socket.inode())
                        .attribute8(SHUTDOWN, fields.shutDown());
        if (fields.type() == RAW_TYPE) {
            message.attribute8(PROTOCOL, fields.protocol());
        }
        if (common.family() == INET6 && (common.state() == LISTEN || common.state() == CLOSE)) {
            message.attribute8(V6_ONLY, fields.v6Only());
        }
        return message.done();
    }

    /** Writes what is in front of the queues. */
    private static Message header(SockCommon common, int state, TcpTimer timer) {
        Message message =
                new Message(SOCK_DIAG_BY_FAMILY)
                        .u8(common.family())
                        .u8(state)
                        .u8(timer.kind())
                        .u8(timer.count())
                        .u16(Short.reverseBytes((short) common.localPort()))
                        .u16(common.swappedRemotePort());
        if (common.family() == INET6) {
            byte[] none = new byte[V6_BYTES];
            message.raw(common.localV6().orElse(none)).raw(common.remoteV6().orElse(none));
        } else {
            byte[] rest = new byte[V6_BYTES - Integer.BYTES];
            message.u32(common.localV4()).raw(rest).u32(common.remoteV4()).raw(rest);
        }
        long noCookie = -1;
        return message.u32(common.boundInterface())
                .u64(noCookie)
                .u32(timer.ticks() * MILLIS_PER_TICK);
    }
}
