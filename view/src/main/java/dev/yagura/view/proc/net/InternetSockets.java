package dev.yagura.view.proc.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.kernel.linux.net.SockCommon;
import dev.yagura.kernel.linux.net.Socket;
import dev.yagura.view.proc.guest.PrintedAddress;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes {@code tcp}, {@code udp}, {@code raw} and their like; net/ipv4/tcp_ipv4.c, udp.c, raw.c,
 * ping.c and their namesakes of IPv6.
 */
record InternetSockets(ProcGuest guest, long namespaceGva) {

    byte[] text(InternetTable table) throws IOException {
        StringBuilder text = new StringBuilder(table.header());
        int number = 0;
        for (Socket socket : sockets(table)) {
            text.append(table.padded(line(table, socket, number)));
            number++;
        }
        return text.toString().getBytes(UTF_8);
    }

    /** Returns those of the table, of TCP the listening ones first. */
    private List<Socket> sockets(InternetTable table) throws IOException {
        List<Socket> first = new ArrayList<>();
        List<Socket> others = new ArrayList<>();
        for (Socket socket : guest.network().listed(namespaceGva, table.protocol())) {
            ("LISTEN".equals(socket.state()) ? first : others).add(socket);
        }
        first.addAll(others);
        return first;
    }

    private String line(InternetTable table, Socket socket, int number) throws IOException {
        SockCommon ends = guest.views().at(SockCommon.class, socket.gva());
        return switch (table.form()) {
            case TCP ->
                    "%4d: %s ".formatted(number, ends(table, ends))
                            + TcpLine.of(guest, socket, ends);
            case DATAGRAM ->
                    "%5d: %s "
                                    .formatted(
                                            Buckets.of(guest, namespaceGva, table, ends, number),
                                            ends(table, ends))
                            + datagram(socket, ends);
            case RAW ->
                    "%4d: %s "
                                    .formatted(
                                            Buckets.of(guest, namespaceGva, table, ends, number),
                                            ends(table, ends))
                            + datagram(socket, ends);
        };
    }

    private static String ends(InternetTable table, SockCommon ends) throws IOException {
        // The place of the remote port holds what a raw socket has bound its protocol to: nothing.
        int remotePort =
                table.form() == InternetTable.Form.RAW ? 0 : swapped(ends.swappedRemotePort());
        if (!table.isV6()) {
            return "%08X:%04X %08X:%04X"
                    .formatted(ends.localV4(), ends.localPort(), ends.remoteV4(), remotePort);
        }
        byte[] none = new byte[16];
        return "%s:%04X %s:%04X"
                .formatted(
                        words(ends.localV6().orElse(none)),
                        ends.localPort(),
                        words(ends.remoteV6().orElse(none)),
                        remotePort);
    }

    static int swapped(int bigEndian) {
        return Short.toUnsignedInt(Short.reverseBytes((short) bigEndian));
    }

    /** Returns an IPv6 address as four words of the processor's byte order. */
    private static String words(byte[] address) {
        StringBuilder text = new StringBuilder();
        for (int word = 0; word < address.length; word += 4) {
            for (int i = word + 3; i >= word; i--) {
                text.append("%02X".formatted(address[i]));
            }
        }
        return text.toString();
    }

    private String datagram(Socket socket, SockCommon ends) throws IOException {
        return "%02X %08X:%08X 00:00000000 00000000 %5d        0 %d %d %s %d"
                .formatted(
                        ends.state(),
                        (int) socket.sendQueue(),
                        (int) socket.receiveQueue(),
                        SocketOwner.uid(guest, socket),
                        socket.inode(),
                        ends.references().orElse(0),
                        PrintedAddress.of(guest, socket.gva()),
                        guest.views().at(SocketCounters.class, socket.gva()).drops().orElse(0));
    }
}
