package dev.yagura.view.proc.net.netlink;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.kernel.linux.net.SockCommon;
import dev.yagura.kernel.linux.net.Socket;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.walk.Walk;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Writes {@code struct unix_diag_msg} for each Unix socket; net/unix/diag.c. */
record UnixDiagnoses(ProcGuest guest, long namespaceGva) {
    private static final int SOCK_DIAG_BY_FAMILY = 20;
    private static final int UNIX = 1;
    private static final int LISTEN = 10;
    private static final int DATAGRAM = 2;

    /** {@code UNIX_DIAG_*} of include/uapi/linux/unix_diag.h. */
    private static final int NAME = 0;

    private static final int PEER = 2;
    private static final int QUEUES = 4;
    private static final int SHUTDOWN = 6;

    @KernelStruct("sock")
    interface Fields extends StructView {
        @KernelField("sk_type")
        int type();

        @KernelField("sk_shutdown")
        int shutDown();

        @KernelField("sk_receive_queue.qlen")
        long waiting();

        @KernelField("sk_max_ack_backlog")
        long mostWaiting();
    }

    /** Something sent and not read yet; {@code struct unix_skb_parms} is in its {@code cb}. */
    @KernelStruct("sk_buff")
    interface Sent extends StructView {
        @KernelField("len")
        long bytes();
    }

    byte[] all() throws IOException {
        Map<Long, Long> inodes = new HashMap<>();
        for (Socket socket : guest.network().sockets()) {
            if (socket.protocol().equals("unix")) {
                inodes.put(socket.gva(), socket.inode());
            }
        }
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        for (Socket socket : guest.network().listed(namespaceGva, "unix")) {
            // One that is not taken yet has no inode, and the kernel does not tell of it.
            if (socket.inode() != 0) {
                messages.writeBytes(message(socket, inodes));
            }
        }
        return messages.toByteArray();
    }

    private byte[] message(Socket socket, Map<Long, Long> inodes) throws IOException {
        SockCommon common = guest.views().at(SockCommon.class, socket.gva());
        Fields fields = guest.views().at(Fields.class, socket.gva());
        long noCookie = -1;
        Message message =
                new Message(SOCK_DIAG_BY_FAMILY)
                        .u8(UNIX)
                        .u8(fields.type())
                        .u8(common.state())
                        .u8(0)
                        .u32(socket.inode())
                        .u64(noCookie);
        if (socket.path() != null) {
            message.attribute(NAME, name(socket.path()));
        }
        if (socket.peerGva() != 0) {
            message.attribute32(PEER, inodes.getOrDefault(socket.peerGva(), 0L));
        }
        boolean listens = common.state() == LISTEN;
        int queues = message.begin(QUEUES);
        message.u32(listens ? fields.waiting() : unread(socket, fields))
                .u32(listens ? fields.mostWaiting() : socket.sendQueue());
        message.end(queues);
        return message.attribute8(SHUTDOWN, fields.shutDown()).done();
    }

    /** An abstract name begins with a NUL, and a path ends with one. */
    private static byte[] name(String path) {
        String name = path.startsWith("@") ? "\0" + path.substring(1) : path + "\0";
        return name.getBytes(UTF_8);
    }

    /** Returns the bytes that can be read: of datagrams, those of the first. */
    private long unread(Socket socket, Fields fields) throws IOException {
        if (fields.waiting() == 0) {
            return 0;
        }
        long queue = socket.gva() + guest.views().offsetOf("sock", "sk_receive_queue");
        long consumed =
                guest.views().offsetOf("sk_buff", "cb")
                        + guest.views().offsetOf("unix_skb_parms", "consumed");
        Walk<Sent> sent = guest.linux().walks().list(queue, Sent.class, "list");
        long bytes = 0;
        for (Sent each : sent.complete()) {
            if ((fields.type() & 0xffff) == DATAGRAM) {
                return each.bytes();
            }
            bytes += each.bytes() - guest.memory().u32(each.gva() + consumed);
        }
        return bytes;
    }
}
