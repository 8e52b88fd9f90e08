package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.CodeLocation;
import dev.yagura.kernel.linux.Owners;
import dev.yagura.kernel.linux.net.Listing;
import dev.yagura.kernel.linux.net.NetfilterHook;
import dev.yagura.kernel.linux.net.NetfilterHooks;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Netfilter hooks of all network namespaces and interfaces. */
final class NetfilterTable {
    private NetfilterTable() {}

    /** A hook, and whose its function is. */
    private record Listed(NetfilterHook at, CodeLocation function, CodeLocation registered) {}

    static GuestTable table() {
        return Columns.<Listed>of()
                .text("family", "ipv4, ipv6, arp, bridge, netdev", h -> h.at.family())
                .text("hook", "prerouting, input, forward, output…", h -> h.at.hook())
                .text("interface", "of netdev hooks", h -> h.at.device())
                .number("priority", "the lowest is called first", NetfilterTable::priority)
                .hex("handler", "function that is called", h -> h.function.gva())
                .text("symbol", "symbol at or before it", h -> h.function.symbol())
                .text("owner", "kernel, a module's name, or unknown", h -> h.function.owner())
                .text(
                        "chain",
                        "nftables' table and chain, where types for them are known",
                        h -> h.at.chain())
                .number(
                        "netns",
                        "network namespace, as in /proc/PID/ns/net",
                        h -> h.at.namespace().inode())
                .more()
                .number("position", "from 0, in the order of the calls", h -> h.at.position())
                .flag(
                        "nftables",
                        "whether it is a chain of nftables; false before 5.15",
                        h -> h.at.nftables())
                .hex(
                        "registered",
                        "function that was registered: the same unless changed",
                        h -> h.registered.gva())
                .text("registeredOwner", "whose that is", h -> h.registered.owner())
                .hexOrNone("argument", "what the function is called with", h -> h.at.argument())
                .hex("operations", "its nf_hook_ops", h -> h.at.operationsGva())
                .hex("entry", "its nf_hook_entry", h -> h.at.gva())
                .table("netfilter", "netfilter hooks", NetfilterTable::list);
    }

    private static void list(TableContext context, RowSink<Listed> rows) throws IOException {
        Owners owners = context.linux().owners();
        Listing<NetfilterHook> hooks = new NetfilterHooks(context.linux()).list();
        for (NetfilterHook hook : hooks.items()) {
            rows.add(
                    new Listed(
                            hook,
                            owners.locate(hook.function()),
                            owners.locate(hook.registeredFunction())));
        }
        hooks.gaps().forEach(gap -> rows.gap(gap.what(), gap.why()));
    }

    private static @Nullable Integer priority(Listed hook) {
        return hook.at.priority().isPresent() ? hook.at.priority().getAsInt() : null;
    }
}
