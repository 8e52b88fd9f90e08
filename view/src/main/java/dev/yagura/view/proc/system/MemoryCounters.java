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

    private static final String SWAP_ITEM = "NR_SWAPCACHE";

    /** {@code MAX_SWAPFILES}, include/linux/swap.h, is below 32. */
    private static final int MAX_SWAP_FILES = 32;

    /** A space is 64 MiB of a file of swap; a terabyte has so many. */
    private static final int MAX_SWAP_SPACES = 1 << 14;

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
        Long place = places(enumeration).get(item);
        if (place == null) {
            throw new KernelLayoutException(
                    guest.linux().kernel().release(), enumeration, item, "not found");
        }
        return Math.max(guest.memory().u64(guest.symbol(symbol) + place * Long.BYTES), 0);
    }

    private Map<String, Long> places(String enumeration) {
        return guest.linux().kernel().types().enumeration(enumeration).orElse(Map.of());
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

    /** Returns cached pages of swap space; each space counts its own until 5.12. */
    long ofSwap() throws IOException {
        if (places(NODES).containsKey(SWAP_ITEM)) {
            return node(SWAP_ITEM);
        }
        long counts = guest.symbol("nr_swapper_spaces");
        long spaces = guest.symbol("swapper_spaces");
        long most = Math.min(guest.roomBehind(counts) / Integer.BYTES, MAX_SWAP_FILES);
        long pages = 0;
        for (int i = 0; i < most; i++) {
            long count = guest.memory().u32(counts + (long) i * Integer.BYTES);
            if (count > MAX_SWAP_SPACES) {
                throw new IOException(
                        "nr_swapper_spaces: is %d, expected at most %d"
                                .formatted(count, MAX_SWAP_SPACES));
            }
            for (int j = 0; j < count; j++) {
                long first = guest.memory().u64(spaces + (long) i * Long.BYTES);
                pages +=
                        guest.memory()
                                .u64(
                                        first
                                                + j * guest.views().sizeOf("address_space")
                                                + guest.views()
                                                        .offsetOf("address_space", "nrpages"));
            }
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
