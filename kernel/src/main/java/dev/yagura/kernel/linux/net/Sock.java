package dev.yagura.kernel.linux.net;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A socket's working side; {@code include/net/sock.h}. */
@KernelStruct("sock")
interface Sock extends StructView {
    @KernelField("__sk_common")
    SockCommon common();

    @KernelField("sk_type")
    int type();

    @KernelField("sk_protocol")
    int protocol();

    @KernelField("sk_uid")
    long uid();

    /** Returns the user's side, 0 once nobody has it open any more. */
    @KernelField("sk_socket")
    long socketGva();

    @KernelField("sk_backlog.rmem_alloc")
    int receivedBytes();

    /** Returns the bytes waiting to be sent, plus one. */
    @KernelField("sk_wmem_alloc")
    int sendBytes();

    @KernelField("sk_ack_backlog")
    int waitingConnections();

    @KernelField("sk_kern_sock")
    boolean ofKernel();

    /** A connection's counters; {@code include/linux/tcp.h}. */
    @KernelStruct("tcp_sock")
    interface Tcp extends StructView {
        @KernelField("rcv_nxt")
        int received();

        @KernelField("copied_seq")
        int copied();

        @KernelField("write_seq")
        int written();

        @KernelField("snd_una")
        int acknowledged();
    }

    /** A datagram socket; {@code include/linux/udp.h}. */
    @KernelStruct("udp_sock")
    interface Udp extends StructView {
        /** Returns bytes that were read already and are still counted. */
        @KernelField("forward_deficit")
        int readBytes();
    }

    /** A Unix socket; {@code include/net/af_unix.h}. */
    @KernelStruct("unix_sock")
    interface Unix extends StructView {
        /** Returns the address of its name, 0 if it has none. */
        @KernelField("addr")
        long addressGva();

        /** Returns the socket it is connected to, or 0. */
        @KernelField("peer")
        long peerGva();
    }

    /** A Unix socket's name. */
    @KernelStruct("unix_address")
    interface UnixName extends StructView {
        @KernelField("len")
        int length();
    }

    /** A packet socket; {@code net/packet/internal.h}. */
    @KernelStruct("packet_sock")
    interface Packet extends StructView {
        @KernelField("ifindex")
        int interfaceIndex();

        /** Returns the type of frames that it takes, its two bytes swapped. */
        @KernelField("num")
        int swappedProtocol();
    }

    /** A netlink socket; {@code net/netlink/af_netlink.h}. */
    @KernelStruct("netlink_sock")
    interface Netlink extends StructView {
        @KernelField("portid")
        long port();

        @KernelField("bound")
        boolean bound();
    }

    /** The user's side of a socket, in the inode that stands for it; {@code include/net/sock.h}. */
    @KernelStruct("socket_alloc")
    interface Inode extends StructView {
        @KernelField("socket.sk")
        @Nullable Sock sock() throws IOException;

        @KernelField("socket.sk")
        long sockGva();

        @KernelField("socket.file")
        long fileGva();

        @KernelField("vfs_inode.i_ino")
        long number();

        @KernelField("vfs_inode.i_uid")
        long uid();
    }
}
