package dev.yagura.view.proc.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.kernel.linux.net.NetInterface;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.walk.BucketWalk;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;

/** Writes {@code dev} and {@code if_inet6}; net/core/net-procfs.c and net/ipv6/addrconf.c. */
record InterfaceFiles(ProcGuest guest, long namespaceGva) {
    /** {@code IN6_ADDR_HSIZE}, include/net/addrconf.h. */
    private static final int ADDRESS_BUCKETS = 256;

    private static final String DEV_HEADER =
            "Inter-|   Receive                                                |  Transmit\n"
                    + " face |bytes    packets errs drop fifo frame compressed multicast|bytes    "
                    + "packets errs drop fifo colls carrier compressed\n";

    @KernelStruct("net")
    interface Namespace extends StructView {
        @KernelField("ipv6.inet6_addr_lst")
        OptionalLong addressesGva();
    }

    @KernelStruct("inet6_ifaddr")
    interface V6Address extends StructView {
        @KernelField("addr")
        byte[] address();

        @KernelField("prefix_len")
        int prefixLength();

        int scope();

        int flags();

        @KernelField("idev->dev->ifindex")
        int index() throws IOException;

        @KernelField("idev->dev->name")
        String name() throws IOException;

        @KernelField("idev->dev->nd_net.net")
        long networkGva() throws IOException;
    }

    private List<NetInterface> interfaces() throws IOException {
        return guest.network().interfaces().stream()
                .filter(each -> each.listed() && each.namespace().gva() == namespaceGva)
                .toList();
    }

    /** Shows an interface whose driver counts for itself too: what it counts is not in its line. */
    byte[] dev() throws IOException {
        StringBuilder text = new StringBuilder(DEV_HEADER);
        for (NetInterface each : interfaces()) {
            text.append("%6s: ".formatted(each.name()))
                    .append(InterfaceCounters.of(guest, each).columns())
                    .append('\n');
        }
        return text.toString().getBytes(UTF_8);
    }

    /** Follows {@code if6_seq_show()}: in the order of the table by which addresses are found. */
    byte[] ifInet6() throws IOException {
        long link = guest.views().offsetOf("inet6_ifaddr", "addr_lst");
        BucketWalk addresses =
                guest.linux()
                        .walks()
                        .buckets("inet6_addr_lst", addressTable(), ADDRESS_BUCKETS, Long.BYTES);
        if (!addresses.cuts().isEmpty()) {
            throw new IOException(addresses.container() + ": " + addresses.cuts().getFirst());
        }
        StringBuilder text = new StringBuilder();
        for (long node : addresses.nodes()) {
            V6Address address = guest.views().at(V6Address.class, node - link);
            if (address.networkGva() == namespaceGva) {
                text.append(
                        "%s %02x %02x %02x %02x %8s\n"
                                .formatted(
                                        HexFormat.of().formatHex(address.address()),
                                        address.index(),
                                        address.prefixLength() & 0xff,
                                        address.scope() & 0xff,
                                        address.flags() & 0xff,
                                        address.name()));
            }
        }
        return text.toString().getBytes(UTF_8);
    }

    /** One table for all name spaces until 5.17, and one for each since. */
    private long addressTable() throws IOException {
        OptionalLong own = guest.views().at(Namespace.class, namespaceGva).addressesGva();
        return own.isPresent() ? own.getAsLong() : guest.symbol("inet6_addr_lst");
    }
}
