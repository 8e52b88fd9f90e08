package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.CodeLocation;
import dev.yagura.kernel.linux.Owners;
import dev.yagura.kernel.linux.net.Listing;
import dev.yagura.kernel.linux.net.PacketHandler;
import dev.yagura.kernel.linux.net.PacketHandlers;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;

/** Functions that are given received packets. */
final class PacketHandlersTable {
    private PacketHandlersTable() {}

    /** A handler, and whose its function is. */
    private record Listed(PacketHandler at, CodeLocation function) {}

    static GuestTable table() {
        return Columns.<Listed>of()
                .hex("protocol", "type of frames, such as 0x800; 0x3 for all", h -> h.at.protocol())
                .text("interface", "whose packets; null for all", h -> h.at.device())
                .hex("handler", "function that is called", h -> h.function.gva())
                .text("symbol", "symbol at or before it", h -> h.function.symbol())
                .text("owner", "kernel, a module's name, or unknown", h -> h.function.owner())
                .text("list", "all or protocol; of what", h -> h.at.list())
                .more()
                .hexOrNone(
                        "listHandler",
                        "called for several packets at once",
                        h -> h.at.listFunction())
                .hexOrNone(
                        "argument",
                        "struct sock of the packet socket behind it; or its fanout",
                        h -> h.at.ownerGva())
                .hex("packetType", "its packet_type", h -> h.at.gva())
                .table(
                        "packet-handlers",
                        "protocols and sniffers that are given packets, as in /proc/net/ptype",
                        PacketHandlersTable::list);
    }

    private static void list(TableContext context, RowSink<Listed> rows) throws IOException {
        Owners owners = context.linux().owners();
        Listing<PacketHandler> handlers = new PacketHandlers(context.linux()).list();
        for (PacketHandler handler : handlers.items()) {
            rows.add(new Listed(handler, owners.locate(handler.function())));
        }
        handlers.gaps().forEach(gap -> rows.gap(gap.what(), gap.why()));
    }
}
