package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.KernelIdentity;
import dev.yagura.kernel.linux.system.KernelState;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;
import java.time.Instant;

/** The kernel itself, how it was found, and what it says of its own state; one row. */
final class KernelTable {
    private KernelTable() {}

    private record Listed(KernelIdentity identity, KernelState state) {
        @Override
        public String toString() {
            return "kernel " + identity.release();
        }
    }

    static GuestTable table() {
        return Columns.<Listed>of()
                .text("banner", "linux_banner, as in /proc/version", k -> k.identity.banner())
                .text("release", "as uname -r prints it", k -> k.identity.release())
                .hex("textBase", "address of _text", k -> k.identity.textBase())
                .hex(
                        "physicalBase",
                        "guest-physical address of _text",
                        k -> k.identity.physicalBase())
                .hex(
                        "kaslrOffset",
                        "how far the kernel was moved from where it was linked to",
                        k -> k.identity.kaslrOffset())
                .number(
                        "pagingLevels",
                        "levels of page tables, 4 or 5",
                        k -> k.identity.pagingLevels())
                .hex(
                        "dtb",
                        "guest-physical address of the kernel's root page table",
                        k -> k.identity.dtb())
                .number("symbols", "how many symbols are known", k -> k.identity.symbols())
                .number("types", "how many types are known", k -> k.identity.types())
                .text("symbolSource", "where symbols came from", k -> k.identity.symbolSource())
                .text("typeSource", "where types came from", k -> k.identity.typeSource())
                .text(
                        "commandLine",
                        "what it was started with, as in /proc/cmdline",
                        k -> k.state.commandLine().orElse(null))
                .text(
                        "bootTime",
                        "when it was started, by the guest's clock; UTC",
                        k -> k.state.bootTime().map(Instant::toString).orElse(null))
                .text(
                        "taints",
                        "letters of its taint flags, such as OE; empty for none",
                        k -> k.state.taintLetters().orElse(null))
                .number(
                        "taintMask",
                        "the same as a number, as in /proc/sys/kernel/tainted",
                        k -> k.state.taints().isPresent() ? k.state.taints().getAsLong() : null)
                .text(
                        "lockdown",
                        "none, integrity or confidentiality; null where it has no lockdown",
                        k -> k.state.lockdown().orElse(null))
                .text(
                        "selinux",
                        "off, permissive or enforcing; null where it has no SELinux",
                        k -> k.state.selinux().orElse(null))
                .single(
                        "kernel",
                        "the kernel itself, how it was found, and its state",
                        KernelTable::list);
    }

    private static void list(TableContext context, RowSink<Listed> rows) throws IOException {
        KernelState state = KernelState.of(context.linux());
        rows.add(new Listed(context.identity(), state));
        state.missing().forEach(rows::gap);
    }
}
