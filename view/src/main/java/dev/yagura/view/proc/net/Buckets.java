package dev.yagura.view.proc.net;

import dev.yagura.kernel.linux.net.SockCommon;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * Which bucket of its table a datagram socket is in, which is the number that its line begins with;
 * include/net/udp.h, ping.h and raw.h.
 */
final class Buckets {
    private static final int PING_MASK = 63;
    private static final int RAW_MASK = 255;
    private static final int RAW_BITS = 8;

    /** {@code GOLDEN_RATIO_32}, include/linux/hash.h. */
    private static final int GOLDEN_RATIO = 0x61C88647;

    private Buckets() {}

    @KernelStruct("net")
    interface Mixed extends StructView {
        @KernelField("hash_mix")
        int mix();

        /** Returns the table of the name space, since 6.2. */
        @KernelField("ipv4.udp_table")
        OptionalLong udpTableGva();
    }

    @KernelStruct("udp_table")
    interface UdpTable extends StructView {
        int mask();
    }

    static int of(
            ProcGuest guest, long namespaceGva, InternetTable table, SockCommon socket, int number)
            throws IOException {
        Mixed net = guest.views().at(Mixed.class, namespaceGva);
        int mixed = socket.localPort() + net.mix();
        return switch (table) {
            case UDP, UDP6 -> mixed & mask(guest, net, "udp_table");
            case UDPLITE, UDPLITE6 -> mixed & mask(guest, net, "udplite_table");
            case ICMP, ICMP6 -> mixed & PING_MASK;
            case RAW, RAW6 ->
                    guest.isAtLeast(6, 2)
                            ? ((net.mix() ^ socket.localPort()) * GOLDEN_RATIO)
                                    >>> (Integer.SIZE - RAW_BITS)
                            : socket.localPort() & RAW_MASK;
            case TCP, TCP6 -> number;
        };
    }

    private static int mask(ProcGuest guest, Mixed net, String symbol) throws IOException {
        boolean own = symbol.equals("udp_table") && net.udpTableGva().orElse(0) != 0;
        long gva = own ? net.udpTableGva().getAsLong() : guest.symbol(symbol);
        return guest.views().at(UdpTable.class, gva).mask();
    }
}
