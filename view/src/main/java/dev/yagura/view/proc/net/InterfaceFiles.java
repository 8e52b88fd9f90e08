package dev.yagura.view.proc.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.kernel.linux.net.NetInterface;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.walk.Walk;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;

/** Writes {@code dev} and {@code if_inet6}; net/core/net-procfs.c and net/ipv6/addrconf.c. */
record InterfaceFiles(ProcGuest guest, long namespaceGva) {
    private static final String DEV_HEADER =
            "Inter-|   Receive                                                |  Transmit\n"
                    + " face |bytes    packets errs drop fifo frame compressed multicast|bytes    "
                    + "packets errs drop fifo colls carrier compressed\n";

    @KernelStruct("net_device")
    interface Device extends StructView {
        @KernelField("ip6_ptr")
        OptionalLong v6Gva();
    }

    @KernelStruct("inet6_ifaddr")
    interface V6Address extends StructView {
        @KernelField("addr")
        byte[] address();

        @KernelField("prefix_len")
        int prefixLength();

        int scope();

        int flags();
    }

    private List<NetInterface> interfaces() throws IOException {
        return guest.network().interfaces().stream()
                .filter(each -> each.listed() && each.namespace().gva() == namespaceGva)
                .toList();
    }

    byte[] dev() throws IOException {
        StringBuilder text = new StringBuilder(DEV_HEADER);
        for (NetInterface each : interfaces()) {
            text.append("%6s: ".formatted(each.name()))
                    .append(InterfaceCounters.of(guest, each).columns())
                    .append('\n');
        }
        return text.toString().getBytes(UTF_8);
    }

    byte[] ifInet6() throws IOException {
        StringBuilder text = new StringBuilder();
        for (NetInterface each : interfaces()) {
            long v6 = guest.views().at(Device.class, each.gva()).v6Gva().orElse(0);
            if (v6 == 0) {
                continue;
            }
            long head = v6 + guest.views().offsetOf("inet6_dev", "addr_list");
            Walk<V6Address> addresses =
                    guest.linux().walks().list(head, V6Address.class, "if_list");
            for (V6Address address : addresses.complete()) {
                text.append(
                        "%s %02x %02x %02x %02x %8s\n"
                                .formatted(
                                        HexFormat.of().formatHex(address.address()),
                                        each.index(),
                                        address.prefixLength() & 0xff,
                                        address.scope() & 0xff,
                                        address.flags() & 0xff,
                                        each.name()));
            }
        }
        return text.toString().getBytes(UTF_8);
    }
}
