package dev.yagura.view.proc.net.netlink;

import dev.yagura.kernel.linux.net.SockCommon;
import dev.yagura.kernel.linux.net.Socket;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.view.proc.guest.ProcGuest;
import dev.yagura.view.proc.net.SocketOwner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.OptionalInt;

/**
 * Writes {@code struct packet_diag_msg} and {@code struct netlink_diag_msg} for each socket of
 * these kinds; net/packet/diag.c and net/netlink/diag.c.
 */
record OtherDiagnoses(ProcGuest guest, long namespaceGva) {
    private static final int SOCK_DIAG_BY_FAMILY = 20;
    private static final int NETLINK = 16;
    private static final int PACKET = 17;
    private static final long NO_COOKIE = -1;

    /** {@code PACKET_DIAG_*} of include/uapi/linux/packet_diag.h. */
    private static final int PACKET_INFO = 0;

    private static final int PACKET_OWNER = 5;
    private static final int PACKET_MEMORY = 6;

    /** {@code NETLINK_DIAG_*} of include/uapi/linux/netlink_diag.h. */
    private static final int NETLINK_MEMORY = 0;

    private static final int NETLINK_GROUPS = 1;

    /** More groups than any protocol has. */
    private static final long MAX_GROUPS = 1 << 16;

    @KernelStruct("sock")
    interface Fields extends StructView {
        @KernelField("sk_type")
        int type();

        @KernelField("sk_protocol")
        int protocol();

        @KernelField("sk_backlog.rmem_alloc.counter")
        int received();

        @KernelField("sk_rcvbuf")
        int receiveBuffer();

        @KernelField("sk_wmem_alloc.refs.counter")
        int sent();

        @KernelField("sk_sndbuf")
        int sendBuffer();

        @KernelField("sk_forward_alloc")
        int ahead();

        @KernelField("sk_wmem_queued")
        int queued();

        @KernelField("sk_omem_alloc.counter")
        int options();

        @KernelField("sk_backlog.len")
        int backlog();

        @KernelField("sk_drops.counter")
        OptionalInt drops();
    }

    @KernelStruct("packet_sock")
    interface Packet extends StructView {
        @KernelField("tp_version")
        long version();

        @KernelField("tp_reserve")
        long reserved();

        @KernelField("copy_thresh")
        long copyThreshold();

        @KernelField("tp_tstamp")
        long timestamps();
    }

    @KernelStruct("netlink_sock")
    interface Netlink extends StructView {
        @KernelField("dst_portid")
        long remotePort();

        @KernelField("dst_group")
        long remoteGroup();

        @KernelField("ngroups")
        long groupCount();

        @KernelField("groups")
        long groupsGva();

        /** Returns how many groups it listens to. */
        int subscriptions();
    }

    byte[] packet() throws IOException {
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        for (Socket socket : guest.network().listed(namespaceGva, "packet")) {
            Fields fields = guest.views().at(Fields.class, socket.gva());
            Packet packet = guest.views().at(Packet.class, socket.gva());
            Message message =
                    new Message(SOCK_DIAG_BY_FAMILY)
                            .u8(PACKET)
                            .u8(fields.type())
                            .u16(socket.protocolNumber())
                            .u32(socket.inode())
                            .u64(NO_COOKIE);
            int info = message.begin(PACKET_INFO);
            message.u32(socket.boundInterface()).u32(packet.version()).u32(packet.reserved());
            message.u32(packet.copyThreshold()).u32(packet.timestamps()).u32(0);
            message.end(info);
            message.attribute32(PACKET_OWNER, SocketOwner.uid(guest, socket));
            addMemory(message, PACKET_MEMORY, fields);
            messages.writeBytes(message.done());
        }
        return messages.toByteArray();
    }

    /**
     * Follows {@code __netlink_diag_dump()}: of each protocol all, and then once more those that
     * listen to a group.
     */
    byte[] netlink() throws IOException {
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        int protocol = 0;
        for (Socket socket : guest.network().listed(namespaceGva, "netlink")) {
            Fields fields = guest.views().at(Fields.class, socket.gva());
            Netlink netlink = guest.views().at(Netlink.class, socket.gva());
            if (fields.protocol() != protocol) {
                again.writeTo(messages);
                again.reset();
                protocol = fields.protocol();
            }
            byte[] message = netlink(socket, fields, netlink);
            messages.writeBytes(message);
            if (netlink.subscriptions() != 0) {
                again.writeBytes(message);
            }
        }
        again.writeTo(messages);
        return messages.toByteArray();
    }

    private byte[] netlink(Socket socket, Fields fields, Netlink netlink) throws IOException {
        SockCommon common = guest.views().at(SockCommon.class, socket.gva());
        Message message =
                new Message(SOCK_DIAG_BY_FAMILY)
                        .u8(NETLINK)
                        .u8(fields.type())
                        .u8(fields.protocol())
                        .u8(common.state())
                        .u32(socket.local().port().orElse(0))
                        .u32(netlink.remotePort())
                        .u32(netlink.remoteGroup())
                        .u32(socket.inode())
                        .u64(NO_COOKIE);
        if (netlink.groupsGva() != 0 && netlink.groupCount() != 0) {
            message.attribute(NETLINK_GROUPS, groups(netlink));
        }
        addMemory(message, NETLINK_MEMORY, fields);
        return message.done();
    }

    private byte[] groups(Netlink netlink) throws IOException {
        long count = netlink.groupCount();
        if (count > MAX_GROUPS) {
            throw new IOException(
                    "%s: ngroups is %d, expected at most %d".formatted(netlink, count, MAX_GROUPS));
        }
        int words = (int) ((count + Long.SIZE - 1) / Long.SIZE);
        return guest.memory().bytes(netlink.groupsGva(), words * Long.BYTES);
    }

    /** {@code sock_diag_put_meminfo()}: {@code SK_MEMINFO_*} of include/uapi/linux/sock_diag.h. */
    private static void addMemory(Message message, int type, Fields fields) {
        int memory = message.begin(type);
        message.u32(fields.received()).u32(fields.receiveBuffer());
        message.u32(fields.sent() - 1L).u32(fields.sendBuffer()).u32(fields.ahead());
        message.u32(fields.queued()).u32(fields.options()).u32(fields.backlog());
        message.u32(fields.drops().orElse(0));
        message.end(memory);
    }
}
