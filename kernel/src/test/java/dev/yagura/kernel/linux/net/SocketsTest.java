package dev.yagura.kernel.linux.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.net.Socket.Holder;
import dev.yagura.kernel.table.Gap;
import dev.yagura.kernel.view.KernelLayoutException;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SocketsTest {
    private static final int STREAM = 1;
    private static final int DGRAM = 2;
    private static final int RAW = 3;
    private static final int ESTABLISHED = 1;
    private static final int LOCALHOST = 0x7f00_0001;
    private static final long UNMAPPED = 0xffff_c900_0000_0000L;

    private final FakeNet net = new FakeNet();

    @BeforeEach
    void startsProcesses() {
        net.process(1, 0, "init");
        net.process(7, 1, "sshd");
    }

    private Listing<Socket> list() throws IOException {
        return new Sockets(Linux.of(net.guest().kernel())).list();
    }

    private Socket only() throws IOException {
        Listing<Socket> listing = list();
        assertThat(listing.gaps()).isEmpty();
        assertThat(listing.items()).hasSize(1);
        return listing.items().getFirst();
    }

    private long listener() {
        long sock = net.sock(SocketKind.INET, STREAM, SocketKind.TCP, SocketKind.LISTEN);
        net.ends(sock, 0, 22, 0, 0);
        net.listen(sock, 2);
        return sock;
    }

    @Test
    void guestMayHaveNoSockets() throws IOException {
        assertThat(list()).isEqualTo(new Listing<>(List.of(), List.of()));
    }

    @Test
    void listenerHasItsHolderAndItsWaitingConnections() throws IOException {
        long sock = listener();
        net.guest().u32(sock + 112, 3);
        int inode = net.open(7, 4, sock);

        Socket socket = only();

        assertThat(socket.protocol()).isEqualTo("tcp");
        assertThat(socket.state()).isEqualTo("LISTEN");
        assertThat(socket.local()).isEqualTo(Socket.Endpoint.of("0.0.0.0", 22));
        assertThat(socket.remote()).isEqualTo(Socket.Endpoint.of("0.0.0.0", 0));
        assertThat(socket.inode()).isEqualTo(inode);
        assertThat(socket.uid()).hasValue(1000);
        assertThat(socket.holders()).containsExactly(new Holder(7, "sshd", 4));
        assertThat(socket.receiveQueue()).isEqualTo(3);
        assertThat(socket.sendQueue()).isZero();
        assertThat(socket.listed()).isTrue();
        assertThat(socket.listable()).isTrue();
        assertThat(socket.namespace())
                .isEqualTo(new NetworkNamespace(net.namespace(), 4026531840L));
    }

    @Test
    void connectionHasBothEndsAndItsQueues() throws IOException {
        long sock = net.sock(SocketKind.INET, STREAM, SocketKind.TCP, ESTABLISHED);
        net.ends(sock, LOCALHOST, 8080, 0x0a00_0202, 40000);
        net.connect(sock, 15);
        // The counters have gone round: 0x10 is 0x20 after 0xfffffff0.
        net.guest().u32(sock + 128, 0x10).u32(sock + 132, 0xffff_fff0L);
        net.guest().u32(sock + 136, 5).u32(sock + 140, 0xffff_fffdL);

        Socket socket = only();

        assertThat(socket.local()).isEqualTo(Socket.Endpoint.of("127.0.0.1", 8080));
        assertThat(socket.remote()).isEqualTo(Socket.Endpoint.of("10.0.2.2", 40000));
        assertThat(socket.receiveQueue()).isEqualTo(0x20);
        assertThat(socket.sendQueue()).isEqualTo(8);
        assertThat(socket.inode()).isZero();
        assertThat(socket.pids()).isEmpty();
    }

    @Test
    void openingAndClosingConnectionsAreNoSockets() throws IOException {
        for (int state : new int[] {SocketKind.TIME_WAIT, SocketKind.NEW_SYN_RECV}) {
            // What follows sock_common is not that of a socket, and not to be read as one.
            long page = net.guest().allocate(8192);
            long sock = (page & -4096) + 4096 - 88;
            net.guest()
                    .u32(sock + 16, SocketKind.INET6 | state << 16)
                    .u64(sock + 24, net.namespace());
            net.connect(sock, state);
            net.guest().unmap(sock + 88);
        }

        Listing<Socket> listing = list();

        assertThat(listing.gaps()).isEmpty();
        assertThat(listing.items())
                .extracting(Socket::protocol, Socket::state, Socket::type, Socket::uid)
                .containsExactly(
                        tuple("tcp6", "TIME_WAIT", null, OptionalLong.empty()),
                        tuple("tcp6", "NEW_SYN_RECV", null, OptionalLong.empty()));
    }

    @Test
    void socketThatOnlyPacketsFindIsNotListed() throws IOException {
        for (int port : new int[] {53, 5353}) {
            long sock = net.sock(SocketKind.INET, DGRAM, SocketKind.UDP, SocketKind.CLOSE);
            net.ends(sock, 0, port, 0, 0);
            net.bindUdpPort(sock, 3);
            if (port == 53) {
                net.bindUdp(sock, 7);
            }
        }

        assertThat(list().items())
                .extracting(socket -> socket.local().port().orElse(0), Socket::listed)
                .containsExactly(tuple(53L, true), tuple(5353L, false));
    }

    @Test
    void bytesThatWereReadDoNotWaitInAUdpQueue() throws IOException {
        long sock = net.sock(SocketKind.INET, DGRAM, SocketKind.UDP, SocketKind.CLOSE);
        net.ends(sock, 0, 53, 0, 0);
        net.bindUdp(sock, 7);
        net.guest().u32(sock + 88, 1000).u32(sock + 128, 300).u32(sock + 116, 501);

        Socket socket = only();

        assertThat(socket.protocol()).isEqualTo("udp");
        assertThat(socket.receiveQueue()).isEqualTo(700);
        assertThat(socket.sendQueue()).isEqualTo(500);
    }

    @Test
    void rawAndPacketSocketsAreFound() throws IOException {
        long raw = net.sock(SocketKind.INET, RAW, 1, SocketKind.CLOSE);
        net.ends(raw, 0, 1, 0, 0);
        net.hashRaw(raw, 1);
        long packet = net.sock(SocketKind.PACKET, RAW, 0, SocketKind.CLOSE);
        net.guest().u32(packet + 128, 2).u32(packet + 132, 0x0300);
        net.listPacket(packet);

        List<Socket> sockets = list().items();

        assertThat(sockets).extracting(Socket::protocol).containsExactly("raw", "packet");
        assertThat(sockets.getFirst().local().port()).hasValue(1);
        assertThat(sockets.getLast().protocolNumber()).isEqualTo(3);
        assertThat(sockets.getLast().boundInterface()).isEqualTo(2);
        assertThat(sockets.getLast().local()).isEqualTo(Socket.Endpoint.NONE);
    }

    @Test
    void netlinkSocketsHaveTheirPort() throws IOException {
        long sock = net.sock(SocketKind.NETLINK, RAW, 15, 0);
        net.guest().u32(sock + 128, 0xffff_f00dL).u32(sock + 132, 1).u32(sock + 120, 1);
        net.hashNetlink(sock, 15);

        Socket socket = only();

        assertThat(socket.protocol()).isEqualTo("netlink");
        assertThat(socket.local())
                .isEqualTo(new Socket.Endpoint(null, OptionalLong.of(0xffff_f00dL)));
        assertThat(socket.ofKernel()).isTrue();
    }

    @Test
    void vsockSocketsHaveContextsAndPorts() throws IOException {
        long sock = net.sock(SocketKind.VSOCK, STREAM, 0, SocketKind.LISTEN);
        net.guest()
                .u32(sock + 136, SocketKind.VSOCK)
                .u32(sock + 140, 4711)
                .u32(sock + 144, 0xffff_ffffL)
                .u32(sock + 152, SocketKind.VSOCK)
                .u32(sock + 156, 0xffff_ffffL)
                .u32(sock + 160, 2);
        net.open(7, 3, sock);

        assertThat(only().protocol()).isEqualTo("vsock");
        assertThat(only().local()).isEqualTo(new Socket.Endpoint("any", OptionalLong.of(4711)));
        assertThat(only().remote()).isEqualTo(new Socket.Endpoint("2", OptionalLong.empty()));
    }

    @Test
    void vsockEndsThatAreNoneAreNotShown() throws IOException {
        long sock = net.sock(SocketKind.VSOCK, STREAM, 0, SocketKind.LISTEN);
        net.guest().u32(sock + 136, 41).u32(sock + 140, 4711);
        net.open(7, 3, sock);

        assertThat(only().local()).isEqualTo(Socket.Endpoint.NONE);
    }

    @Test
    void namesOfUnixSocketsAreThoseOfProc() throws IOException {
        byte[][] names = {"/dev/log\0".getBytes(UTF_8), "\0hidden\0name".getBytes(UTF_8), {}};
        for (int i = 0; i < names.length; i++) {
            long sock = net.sock(SocketKind.UNIX, DGRAM, 0, SocketKind.CLOSE);
            net.name(sock, names[i]);
            net.hashUnix(sock, 100 * (i + 1));
        }
        long unnamed = net.sock(SocketKind.UNIX, STREAM, 0, SocketKind.LISTEN);
        net.hashUnix(unnamed, 511);

        assertThat(list().items())
                .extracting(Socket::path)
                .containsExactly("/dev/log", "@hidden@name", null, null);
    }

    @Test
    void socketTakenOutOfTheTablesIsFoundByItsHolders() throws IOException {
        long sock = net.sock(SocketKind.INET, STREAM, SocketKind.TCP, ESTABLISHED);
        net.ends(sock, LOCALHOST, 31337, LOCALHOST, 4444);
        net.open(7, 0, sock);
        net.open(7, 1, sock);
        net.open(1, 9, sock);

        Socket socket = only();

        assertThat(socket.listed()).isFalse();
        assertThat(socket.listable()).isTrue();
        assertThat(socket.pids()).containsExactly(1, 7);
        assertThat(socket.pid()).hasValue(1);
        assertThat(socket.holders()).hasSize(3);
    }

    @Test
    void filesThatAreNoSocketsAreNotTakenForOnes() throws IOException {
        long fake = listener();
        net.file(7, 3, fake, fake + 8); // Private data, but not the inode around it.
        net.file(7, 5, 0, 0);

        assertThat(only().holders()).isEmpty();
    }

    @Test
    void threadsShareTheirProcessesFiles() throws IOException {
        net.linux().thread(8, 7, "worker");
        net.open(7, 3, listener());

        assertThat(only().holders()).containsExactly(new Holder(7, "sshd", 3));
    }

    @Test
    void unreadableSocketIsAGapAndHidesNoOther() throws IOException {
        net.connect(listener(), 0);
        long sock = net.sock(SocketKind.INET, STREAM, SocketKind.TCP, ESTABLISHED);
        net.guest().u64(sock + 104, UNMAPPED);
        net.connect(sock, 3);

        Listing<Socket> listing = list();

        assertThat(listing.items()).hasSize(1);
        assertThat(listing.gaps())
                .extracting(Gap::what)
                .containsExactly("socket at 0x%x".formatted(sock));
    }

    @Test
    void nameLongerThanAnyIsAGap() throws IOException {
        long sock = net.sock(SocketKind.UNIX, DGRAM, 0, SocketKind.CLOSE);
        net.name(sock, new byte[8]);
        net.guest().u32(net.linux().read(sock + 128) + 4, 0x7fff_ffff);
        net.hashUnix(sock, 1);

        assertThat(list().gaps())
                .singleElement()
                .satisfies(gap -> assertThat(gap.why()).contains("is 2147483647, expected 2..111"));
    }

    @Test
    void tableThatClaimsFourBillionBucketsEnds() throws IOException {
        net.guest().u32(net.tcpTables() + 8, 0xffff_ffffL);

        assertThat(list().gaps())
                .extracting(Gap::why)
                .anySatisfy(why ->
                        assertThat(why)
                                .contains("has 4294967296 buckets, expected 1048576 at most"));
    }

    @Test
    void tableOfOpenFilesWithoutMeasureEnds() throws IOException {
        net.open(7, 3, listener());
        long table = net.linux().read(net.linux().read(net.linux().task(7) + 0x260));
        net.guest().u32(table, 0xffff_ffffL);

        Listing<Socket> listing = list();

        assertThat(listing.gaps())
                .extracting(Gap::why)
                .contains("has room for 4294967295 files, expected 1048576 at most");
        assertThat(listing.items()).hasSize(1);
    }

    @Test
    void processWithoutATableOfOpenFilesIsAGap() throws IOException {
        net.linux().process(9, 1, "hurt");

        assertThat(list().gaps()).extracting(Gap::what).containsExactly("open files of process 9");
    }

    @Test
    void kernelWithoutNamespacesSaysSo() {
        net.guest().types().struct("net", 8);

        assertThatThrownBy(this::list).isInstanceOf(KernelLayoutException.class);
    }
}
