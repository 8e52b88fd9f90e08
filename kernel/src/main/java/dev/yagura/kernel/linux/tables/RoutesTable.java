package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.net.Listing;
import dev.yagura.kernel.linux.net.Route;
import dev.yagura.kernel.linux.net.Routes;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;

/** Routes of all tables and network namespaces. */
final class RoutesTable {
    private RoutesTable() {}

    static GuestTable table() {
        return Columns.<Route>of()
                .text("destination", "prefix and its length", Route::destination)
                .text("type", "unicast, local, broadcast, blackhole…", Route::type)
                .text("gateway", "next host; null for a destination on the link", Route::gateway)
                .text("interface", "where packets leave", Route::device)
                .text("source", "address that packets are sent from", Route::source)
                .number("metric", "the lowest wins", r -> r.metric())
                .number("table", "254 is main, 255 local", r -> r.table())
                .number(
                        "netns",
                        "network namespace, as in /proc/PID/ns/net",
                        r -> r.namespace().inode())
                .more()
                .number(
                        "protocol",
                        "who made it: 2 kernel, 3 boot, 4 administrator, others daemons",
                        r -> r.protocol())
                .hexOrNone(
                        "nexthop",
                        "nexthop object that has gateway and interface",
                        r -> r.nextHopGva())
                .hex("route", "its fib_alias or fib6_info", Route::gva)
                .table("routes", "IPv4 and IPv6 routes of all tables", RoutesTable::list);
    }

    private static void list(TableContext context, RowSink<Route> rows) throws IOException {
        Listing<Route> routes = new Routes(context.linux()).list();
        for (Route route : routes.items()) {
            rows.add(route);
        }
        routes.gaps().forEach(gap -> rows.gap(gap.what(), gap.why()));
    }
}
