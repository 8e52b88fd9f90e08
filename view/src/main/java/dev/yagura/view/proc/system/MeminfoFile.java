package dev.yagura.view.proc.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.kernel.view.KernelLayoutException;
import dev.yagura.memory.paging.PagingMode;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;

/**
 * Writes {@code meminfo}; fs/proc/meminfo.c. A line whose number is not in this kernel, or not
 * where it is looked for, is left out.
 */
final class MeminfoFile {
    private static final int KIB_OF_PAGE = 4;
    private static final int KIB = 1024;

    /** {@code VMALLOC_SIZE_TB} of arch/x86/include/asm/pgtable_64_types.h, in KiB. */
    private static final long SPACE_OF_FOUR_LEVELS = 32L << 30;

    private static final long SPACE_OF_FIVE_LEVELS = 12800L << 30;

    private final ProcGuest guest;
    private final MemoryCounters counters;

    MeminfoFile(ProcGuest guest) {
        this.guest = guest;
        this.counters = new MemoryCounters(guest);
    }

    /** Reads a number of pages or KiB. */
    private interface Reading {
        long read() throws IOException;
    }

    /** The lines so far. */
    private static final class Lines {
        private final StringBuilder text = new StringBuilder();

        void pages(String key, Reading pages) throws IOException {
            kibibytes(key, () -> pages.read() * KIB_OF_PAGE);
        }

        void kibibytes(String key, Reading number) throws IOException {
            try {
                text.append("%-16s%8d kB\n".formatted(key + ":", number.read()));
            } catch (KernelLayoutException e) {
                // This kernel has no such line, or keeps its number elsewhere.
            }
        }
    }

    byte[] text() throws IOException {
        Lines lines = new Lines();
        total(lines);
        lists(lines);
        swap(lines);
        kinds(lines);
        kernel(lines);
        return lines.text.toString().getBytes(UTF_8);
    }

    private long cached() throws IOException {
        return Math.max(
                counters.node("NR_FILE_PAGES") - counters.ofSwap() - counters.ofDevices(), 0);
    }

    private void total(Lines lines) throws IOException {
        lines.pages("MemTotal", () -> counters.variable("_totalram_pages"));
        lines.pages("MemFree", () -> counters.zone("NR_FREE_PAGES"));
        lines.pages("MemAvailable", this::available);
        lines.pages("Buffers", counters::ofDevices);
        lines.pages("Cached", this::cached);
        lines.pages("SwapCached", counters::ofSwap);
    }

    /** Follows {@code si_mem_available()} of mm/show_mem.c. */
    private long available() throws IOException {
        long low = counters.lowWatermarks();
        long free = counters.zone("NR_FREE_PAGES") - counters.variable("totalreserve_pages");
        long cache = counters.node("NR_ACTIVE_FILE") + counters.node("NR_INACTIVE_FILE");
        long reclaimable =
                counters.node("NR_SLAB_RECLAIMABLE_B")
                        + counters.node("NR_KERNEL_MISC_RECLAIMABLE");
        return Math.max(
                free
                        + cache
                        - Math.min(cache / 2, low)
                        + reclaimable
                        - Math.min(reclaimable / 2, low),
                0);
    }

    private void lists(Lines lines) throws IOException {
        lines.pages(
                "Active", () -> counters.node("NR_ACTIVE_ANON") + counters.node("NR_ACTIVE_FILE"));
        lines.pages(
                "Inactive",
                () -> counters.node("NR_INACTIVE_ANON") + counters.node("NR_INACTIVE_FILE"));
        lines.pages("Active(anon)", () -> counters.node("NR_ACTIVE_ANON"));
        lines.pages("Inactive(anon)", () -> counters.node("NR_INACTIVE_ANON"));
        lines.pages("Active(file)", () -> counters.node("NR_ACTIVE_FILE"));
        lines.pages("Inactive(file)", () -> counters.node("NR_INACTIVE_FILE"));
        lines.pages("Unevictable", () -> counters.node("NR_UNEVICTABLE"));
        lines.pages("Mlocked", () -> counters.zone("NR_MLOCK"));
    }

    private void swap(Lines lines) throws IOException {
        lines.pages("SwapTotal", () -> counters.variable("total_swap_pages"));
        lines.pages("SwapFree", () -> counters.variable("nr_swap_pages"));
    }

    private void kinds(Lines lines) throws IOException {
        lines.pages("Dirty", () -> counters.node("NR_FILE_DIRTY"));
        lines.pages("Writeback", () -> counters.node("NR_WRITEBACK"));
        lines.pages("AnonPages", () -> counters.node("NR_ANON_MAPPED"));
        lines.pages("Mapped", () -> counters.node("NR_FILE_MAPPED"));
        lines.pages("Shmem", () -> counters.node("NR_SHMEM"));
        lines.pages(
                "KReclaimable",
                () ->
                        counters.node("NR_SLAB_RECLAIMABLE_B")
                                + counters.node("NR_KERNEL_MISC_RECLAIMABLE"));
        lines.pages(
                "Slab",
                () ->
                        counters.node("NR_SLAB_RECLAIMABLE_B")
                                + counters.node("NR_SLAB_UNRECLAIMABLE_B"));
        lines.pages("SReclaimable", () -> counters.node("NR_SLAB_RECLAIMABLE_B"));
        lines.pages("SUnreclaim", () -> counters.node("NR_SLAB_UNRECLAIMABLE_B"));
    }

    private void kernel(Lines lines) throws IOException {
        lines.kibibytes("KernelStack", () -> counters.node("NR_KERNEL_STACK_KB"));
        lines.pages("PageTables", this::pageTables);
        lines.pages("SecPageTables", () -> counters.node("NR_SECONDARY_PAGETABLE"));
        lines.pages("CommitLimit", this::commitLimit);
        lines.pages("Committed_AS", () -> counters.summed("vm_committed_as"));
        boolean five = guest.memory().mode() == PagingMode.FIVE_LEVEL;
        lines.kibibytes("VmallocTotal", () -> five ? SPACE_OF_FIVE_LEVELS : SPACE_OF_FOUR_LEVELS);
        lines.pages("VmallocUsed", () -> counters.variable("nr_vmalloc_pages"));
        lines.kibibytes("VmallocChunk", () -> 0);
    }

    /** Counted by node since 5.11. */
    private long pageTables() throws IOException {
        return guest.isAtLeast(5, 11)
                ? counters.node("NR_PAGETABLE")
                : counters.zone("NR_PAGETABLE");
    }

    /** Follows {@code vm_commit_limit()} of mm/util.c, without huge pages set aside. */
    private long commitLimit() throws IOException {
        long fixed = counters.variable("sysctl_overcommit_kbytes");
        long ratio = guest.memory().u32(guest.symbol("sysctl_overcommit_ratio"));
        long allowed =
                fixed != 0
                        ? fixed * KIB / (KIB_OF_PAGE * KIB)
                        : counters.variable("_totalram_pages") * ratio / 100;
        return allowed + counters.variable("total_swap_pages");
    }
}
