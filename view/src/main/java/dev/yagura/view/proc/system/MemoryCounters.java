package dev.yagura.view.proc.system;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelLayoutException;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.view.proc.guest.PercpuCounter;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;
import java.util.Map;

/** Reads what the kernel counts of its memory, in pages; mm/vmstat.c. */
record MemoryCounters(ProcGuest guest) {
    private static final String ZONES = "zone_stat_item";
    private static final String NODES = "node_stat_item";

    /** {@code MAX_NUMNODES}, include/linux/numa.h. */
    private static final int MAX_NODES = 1024;

    /** {@code __MAX_NR_ZONES}, include/linux/mmzone.h; real kernels have five. */
    private static final int MAX_ZONES = 8;

    @KernelStruct("zone")
    interface Zone extends StructView {
        /** Returns the free pages below which the kernel starts to look for more. */
        @KernelField("_watermark[1]")
        long lowWatermark();

        @KernelField("watermark_boost")
        long boost();

        @KernelField("managed_pages.counter")
        long managed();
    }

    @KernelStruct("inode")
    interface DeviceInode extends StructView {
        @KernelField("i_mapping->nrpages")
        long pages() throws IOException;
    }

    /** Returns what all zones have together. */
    long zone(String item) throws IOException {
        return counter("vm_zone_stat", ZONES, item);
    }

    /** Returns what all nodes have together. */
    long node(String item) throws IOException {
        return counter("vm_node_stat", NODES, item);
    }

    private long counter(String symbol, String enumeration, String item) throws IOException {
        Map<String, Long> items =
                guest.linux().kernel().types().enumeration(enumeration).orElse(Map.of());
        Long place = items.get(item);
        if (place == null) {
            throw new KernelLayoutException(
                    guest.linux().kernel().release(), enumeration, item, "not found");
        }
        return Math.max(guest.memory().u64(guest.symbol(symbol) + place * Long.BYTES), 0);
    }

    /** Returns a 64-bit variable. */
    long variable(String symbol) throws IOException {
        return guest.memory().u64(guest.symbol(symbol));
    }

    /** Returns a counter that each CPU keeps a part of, at least 0. */
    long summed(String symbol) throws IOException {
        PercpuCounter counter = guest.views().at(PercpuCounter.class, guest.symbol(symbol));
        return Math.max(guest.sum(counter), 0);
    }

    /** Returns the cached pages of devices; {@code nr_blockdev_pages()} of block/bdev.c. */
    long ofDevices() throws IOException {
        long superBlock = guest.memory().u64(guest.symbol("blockdev_superblock"));
        long head = superBlock + guest.views().offsetOf("super_block", "s_inodes");
        long pages = 0;
        for (DeviceInode inode :
                guest.linux().walks().list(head, DeviceInode.class, "i_sb_list").complete()) {
            pages += inode.pages();
        }
        return pages;
    }

    /** Returns the sum of low watermarks of all zones. */
    long lowWatermarks() throws IOException {
        StructViews views = guest.views();
        long nodes = guest.symbol("node_data");
        long sum = 0;
        for (int node = 0; node < MAX_NODES; node++) {
            long data = node(nodes, node);
            if (data == 0) {
                break;
            }
            long first = data + views.offsetOf("pglist_data", "node_zones");
            long count =
                    Math.min(
                            guest.memory().u32(data + views.offsetOf("pglist_data", "nr_zones")),
                            MAX_ZONES);
            for (int zone = 0; zone < count; zone++) {
                Zone fields = views.at(Zone.class, first + zone * views.sizeOf("zone"));
                if (fields.managed() != 0) {
                    sum += fields.lowWatermark() + fields.boost();
                }
            }
        }
        return sum;
    }

    private long node(long table, int node) throws IOException {
        return guest.memory().u64(table + (long) node * Long.BYTES);
    }
}
