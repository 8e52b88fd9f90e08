package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.CodeLocation;
import dev.yagura.kernel.linux.Owners;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.trace.Uprobe;
import dev.yagura.kernel.linux.trace.Uprobes;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;

/** Probes in programs. */
final class UprobesTable {
    private UprobesTable() {}

    /** A probe, and whose its functions are. */
    private record Listed(Uprobe probe, CodeLocation before, CodeLocation after) {}

    static GuestTable table() {
        return Columns.<Listed>of()
                .text(
                        "path",
                        "program or library; null if no name of it is in memory",
                        u -> u.probe.path().orElse(null))
                .hex("offset", "of the probed instruction in it", u -> u.probe.offset())
                .text("symbol", "symbol of what runs before it", u -> u.before.symbol())
                .text("owner", "whose that is; empty for none", u -> u.before.owner())
                .text(
                        "returnSymbol",
                        "symbol of what runs when the function returns",
                        u -> u.after.symbol())
                .text("returnOwner", "whose that is; empty for none", u -> u.after.owner())
                .more()
                .hexOrNone("handler", "what runs before it", u -> u.before.gva())
                .hexOrNone("returnHandler", "what runs at the return", u -> u.after.gva())
                .hexOrNone(
                        "counterOffset",
                        "of a counter in the file that says the probe is in use",
                        u -> u.probe.counterOffset())
                .hexOrNone("consumer", "its uprobe_consumer; null for none", u -> u.probe.gva())
                .hex("uprobe", "its struct uprobe", u -> u.probe.uprobeGva())
                .hexOrNone("inodeAddress", "struct inode of the file", u -> u.probe.inodeGva())
                .table("uprobes", "probes in programs, and who wants them", UprobesTable::list);
    }

    private static void list(TableContext context, RowSink<Listed> rows) throws IOException {
        Owners owners = context.linux().owners();
        Partial<Uprobe> probes = Uprobes.list(context.linux());
        for (Uprobe probe : probes.items()) {
            rows.add(
                    new Listed(
                            probe,
                            owners.locate(probe.handler()),
                            owners.locate(probe.returnHandler())));
        }
        probes.missing().forEach(loss -> rows.gap(loss.what(), loss.why()));
    }
}
