package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.KernelIdentity;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;

/** The kernel itself, and how it was found; one row. */
final class KernelTable {
    private KernelTable() {}

    static GuestTable table() {
        return Columns.<KernelIdentity>of()
                .text("banner", "linux_banner, as in /proc/version", KernelIdentity::banner)
                .text("release", "as uname -r prints it", KernelIdentity::release)
                .hex("textBase", "address of _text", KernelIdentity::textBase)
                .hex(
                        "physicalBase",
                        "guest-physical address of _text",
                        KernelIdentity::physicalBase)
                .hex(
                        "kaslrOffset",
                        "how far the kernel was moved from where it was linked to",
                        KernelIdentity::kaslrOffset)
                .number("pagingLevels", "levels of page tables, 4 or 5", k -> k.pagingLevels())
                .hex(
                        "dtb",
                        "guest-physical address of the kernel's root page table",
                        KernelIdentity::dtb)
                .number("symbols", "how many symbols are known", k -> k.symbols())
                .number("types", "how many types are known", k -> k.types())
                .text("symbolSource", "where symbols came from", KernelIdentity::symbolSource)
                .text("typeSource", "where types came from", KernelIdentity::typeSource)
                .single(
                        "kernel",
                        "the kernel itself, and how it was found",
                        (context, rows) -> rows.add(context.identity()));
    }
}
