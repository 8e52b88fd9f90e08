package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.CodeLocation;
import dev.yagura.kernel.linux.Owners;
import dev.yagura.kernel.linux.net.Interfaces;
import dev.yagura.kernel.linux.net.Listing;
import dev.yagura.kernel.linux.net.NetInterface;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;

/** Network interfaces of all namespaces. */
final class InterfacesTable {
    private InterfacesTable() {}

    /** An interface, and whose its functions are. */
    private record Listed(NetInterface net, CodeLocation receive, CodeLocation operations) {
        @Override
        public String toString() {
            return "interface %s, net_device at 0x%x".formatted(net.name(), net.gva());
        }
    }

    static GuestTable table() {
        return Columns.<Listed>of()
                .number("index", "its number in its namespace", i -> i.net.index())
                .text("name", "such as eth0", i -> i.net.name())
                .list("flags", "as ip prints them: UP, PROMISC…", i -> i.net.flags())
                .text("mac", "hardware address", i -> i.net.mac())
                .number("mtu", "largest packet in bytes", i -> i.net.mtu())
                .list("addresses", "IP addresses with prefix lengths", i -> i.net.addresses())
                .number(
                        "netns",
                        "network namespace, as in /proc/PID/ns/net",
                        i -> i.net.namespace().inode())
                .number(
                        "promiscuity",
                        "how many want every frame; flags tell only of those that set the flag",
                        i -> i.net.promiscuity())
                .text("kind", "type for ip link add; null for hardware", i -> i.net.kind())
                .text(
                        "owner",
                        "whose driver: kernel, a module's name, or unknown",
                        i -> i.operations.owner())
                .more()
                .flag(
                        "promiscuous",
                        "whether anything wants every frame",
                        i -> i.net.promiscuity() != 0)
                .list(
                        "xdpPrograms",
                        "numbers of BPF programs that see its frames first",
                        i -> i.net.xdpPrograms())
                .hexOrNone(
                        "handler",
                        "function that takes its frames away, a bridge's or so",
                        i -> i.net.receiveHandler())
                .text("handlerSymbol", "symbol at or before that function", i -> i.receive.symbol())
                .text("handlerOwner", "whose function that is", i -> i.receive.owner())
                .hexOrNone(
                        "tcIngress",
                        "what traffic control has at reception",
                        i -> i.net.ingressGva())
                .hexOrNone(
                        "tcEgress", "what traffic control has at sending", i -> i.net.egressGva())
                .flag(
                        "listed",
                        "whether its namespace's list has it, not only the numbers",
                        i -> i.net.listed())
                .hex("operations", "its net_device_ops", i -> i.net.operationsGva())
                .hex("namespace", "struct net of its namespace", i -> i.net.namespace().gva())
                .hex("device", "its net_device", i -> i.net.gva())
                .table("interfaces", "network interfaces", InterfacesTable::list);
    }

    private static void list(TableContext context, RowSink<Listed> rows) throws IOException {
        Owners owners = context.linux().owners();
        Listing<NetInterface> interfaces = new Interfaces(context.linux()).list();
        for (NetInterface net : interfaces.items()) {
            rows.add(
                    new Listed(
                            net,
                            owners.locate(net.receiveHandler()),
                            owners.locate(net.operationsGva())));
        }
        interfaces.gaps().forEach(gap -> rows.gap(gap.what(), gap.why()));
    }
}
