package dev.yagura.view.proc.pid;

import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;

/** Writes the lines of {@code status} about memory; {@code task_mem()} of fs/proc/task_mmu.c. */
final class MemoryLines {
    private static final int KIB_OF_PAGE = 4;
    private static final int PAGE_BYTES = 4096;
    private static final int KIB = 1024;

    /** {@code MMF_DISABLE_THP}, include/linux/mm_types.h. */
    private static final long NO_HUGE_PAGES = 1L << 24;

    private final StringBuilder text = new StringBuilder();

    private MemoryLines() {}

    static String of(ProcGuest guest, long mmGva, long signalGva) throws IOException {
        MmFields mm = guest.views().at(MmFields.class, mmGva);
        SignalFields signal = guest.views().at(SignalFields.class, signalGva);
        MemoryLines lines = new MemoryLines();
        lines.sizes(mm, ResidentPages.exactly(guest, mmGva));
        long core = mm.coreStateGva().orElse(signal.coreStateGva().orElse(0));
        lines.text.append("CoreDumping:\t%d\n".formatted(core != 0 ? 1 : 0));
        long flags = guest.views().at(MmFlags.class, mmGva).bits().orElse(0);
        boolean huge = (flags & NO_HUGE_PAGES) == 0;
        lines.text.append("THP_enabled:\t%d\n".formatted(huge ? 1 : 0));
        if (guest.isAtLeast(6, 4)) {
            lines.text.append("untag_mask:\t0x%x\n".formatted(mm.untagMask().orElse(-1)));
        }
        return lines.text.toString();
    }

    private void pages(String key, long pages) {
        kibibytes(key, pages * KIB_OF_PAGE);
    }

    private void kibibytes(String key, long number) {
        text.append("%s:\t%8s kB\n".formatted(key, Long.toUnsignedString(number)));
    }

    private void sizes(MmFields mm, ResidentPages resident) {
        pages("VmPeak", Math.max(mm.mostPages(), mm.totalPages()));
        pages("VmSize", mm.totalPages());
        pages("VmLck", mm.lockedPages());
        pages("VmPin", mm.pinnedPages());
        pages("VmHWM", Math.max(mm.mostResidentPages(), resident.total()));
        pages("VmRSS", resident.total());
        pages("RssAnon", resident.anonymous());
        pages("RssFile", resident.file());
        pages("RssShmem", resident.shared());
        pages("VmData", mm.dataPages());
        pages("VmStk", mm.stackPages());
        long executable = mm.executablePages() * KIB_OF_PAGE;
        long own = Math.min(codePages(mm) * KIB_OF_PAGE, executable);
        kibibytes("VmExe", own);
        kibibytes("VmLib", executable - own);
        kibibytes("VmPTE", mm.tableBytes() / KIB);
        pages("VmSwap", resident.swapped());
        if (mm.hugePages().isPresent()) {
            pages("HugetlbPages", mm.hugePages().getAsLong());
        }
    }

    /** Returns the pages of the program's own code. */
    static long codePages(MmFields mm) {
        long end = (mm.codeEnd() + PAGE_BYTES - 1) & -PAGE_BYTES;
        return (end - (mm.codeStart() & -PAGE_BYTES)) / PAGE_BYTES;
    }
}
