package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.net.Listing;
import dev.yagura.kernel.linux.net.Neighbour;
import dev.yagura.kernel.linux.net.Neighbours;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;

/** Hosts met on the links of all network namespaces. */
final class NeighboursTable {
    private NeighboursTable() {}

    static GuestTable table() {
        return Columns.<Neighbour>of()
                .text("address", "IP address", Neighbour::address)
                .text("mac", "hardware address; null while it is not known", Neighbour::mac)
                .text("interface", "where it was met", Neighbour::device)
                .text("state", "as ip neigh prints it; NOARP and NONE too", Neighbour::state)
                .more()
                .hex("namespace", "struct net of the interface", Neighbour::namespaceGva)
                .hex("neighbour", "its struct neighbour", Neighbour::gva)
                .table("neighbours", "ARP and IPv6 neighbours", NeighboursTable::list);
    }

    private static void list(TableContext context, RowSink<Neighbour> rows) throws IOException {
        Listing<Neighbour> neighbours = new Neighbours(context.linux()).list();
        for (Neighbour neighbour : neighbours.items()) {
            rows.add(neighbour);
        }
        neighbours.gaps().forEach(gap -> rows.gap(gap.what(), gap.why()));
    }
}
