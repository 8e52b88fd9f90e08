package dev.yagura.view.proc.pid;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.view.proc.guest.PercpuCounter;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How much room there is on ext2 to ext4; {@code ext4_statfs()} of fs/ext4/super.c. The driver's
 * structures are the module's. Where the kernel does not keep the types of its modules, which is
 * until 5.11, the beginning of the driver's own is as 5.10 has it, its counters are those in the
 * kernel's list of counters that lie there, and the rest is the superblock's own.
 *
 * @param blocks without what the filesystem needs for itself
 * @param free blocks
 * @param available free blocks, less those that are kept for root
 * @param files inodes
 * @param freeFiles inodes that are free
 */
record Ext4Space(long blocks, long free, long available, long files, long freeFiles) {
    private static final String MODULE = "ext4";
    private static final int MAX_CLUSTER_BITS = 30;

    /** {@code struct ext4_sb_info} of 5.10. */
    private static final long OVERHEAD = 72;

    private static final long CLUSTER_BITS = 84;
    private static final long SUPERBLOCK = 104;
    private static final long MAX_INFO_BYTES = 4096;

    /** Free clusters, free inodes, directories and clusters that are promised lie in a row. */
    private static final int COUNTERS = 4;

    /** The superblock as it is on disk; Documentation/filesystems/ext4/super.rst. */
    private static final long S_INODES_COUNT = 0x0;

    private static final long S_BLOCKS_COUNT_LO = 0x4;
    private static final long S_R_BLOCKS_COUNT_LO = 0x8;
    private static final long S_MAGIC = 0x38;
    private static final long S_FEATURE_INCOMPAT = 0x60;
    private static final long S_BLOCKS_COUNT_HI = 0x150;
    private static final long S_R_BLOCKS_COUNT_HI = 0x154;
    private static final int MAGIC = 0xEF53;
    private static final long EXTENTS = 0x40;

    /** {@code ext4_set_resv_clusters()}: a fiftieth, and no more than that. */
    private static final long RESERVED_PART = 50;

    private static final long MOST_RESERVED = 4096;

    @KernelStruct("ext4_sb_info")
    interface Driver extends StructView {
        @KernelField("s_overhead")
        long overhead();

        @KernelField("s_cluster_bits")
        int clusterBits();

        @KernelField("s_es")
        long superblockGva();

        @KernelField("s_resv_clusters.counter")
        long reservedClusters();

        @KernelField("s_freeclusters_counter")
        PercpuCounter freeClusters();

        @KernelField("s_dirtyclusters_counter")
        PercpuCounter promisedClusters();

        @KernelField("s_freeinodes_counter")
        PercpuCounter freeInodes();
    }

    /** Counts in clusters, but for inodes. */
    private record Counts(
            long overhead, int clusterBits, long free, long promised, long reserved, long inodes) {}

    /** Returns it of the driver's own of a mounted filesystem; empty if it is not known. */
    static Optional<Ext4Space> of(ProcGuest guest, long infoGva) throws IOException {
        Optional<StructViews> types =
                guest.views().has("ext4_sb_info", "s_es")
                        ? Optional.of(guest.views())
                        : guest.moduleTypes().of(MODULE);
        if (types.isPresent()) {
            Driver info = types.get().at(Driver.class, infoGva);
            Counts counts =
                    new Counts(
                            info.overhead(),
                            info.clusterBits(),
                            positive(guest, info.freeClusters()),
                            positive(guest, info.promisedClusters()),
                            info.reservedClusters(),
                            positive(guest, info.freeInodes()));
            return Optional.of(of(guest, info.superblockGva(), counts));
        }
        return guest.isAtLeast(5, 11) ? Optional.empty() : of510(guest, infoGva);
    }

    private static Optional<Ext4Space> of510(ProcGuest guest, long infoGva) throws IOException {
        List<PercpuCounter> counters = new ArrayList<>();
        for (PercpuCounter counter :
                guest.linux()
                        .walks()
                        .list(guest.symbol("percpu_counters"), PercpuCounter.class, "list")
                        .complete()) {
            if (counter.gva() > infoGva && counter.gva() < infoGva + MAX_INFO_BYTES) {
                counters.add(counter);
            }
        }
        counters.sort(Comparator.comparingLong(PercpuCounter::gva));
        long block = guest.memory().u64(infoGva + SUPERBLOCK);
        if (counters.size() < COUNTERS || guest.memory().u16(block + S_MAGIC) != MAGIC) {
            return Optional.empty();
        }
        int bits = (int) guest.memory().u32(infoGva + CLUSTER_BITS);
        boolean extents = (guest.memory().u32(block + S_FEATURE_INCOMPAT) & EXTENTS) != 0;
        long clusters =
                together(guest, block, S_BLOCKS_COUNT_LO, S_BLOCKS_COUNT_HI) >>> clamped(bits);
        return Optional.of(
                of(
                        guest,
                        block,
                        new Counts(
                                guest.memory().u64(infoGva + OVERHEAD),
                                bits,
                                positive(guest, counters.get(0)),
                                positive(guest, counters.get(3)),
                                extents ? Math.min(clusters / RESERVED_PART, MOST_RESERVED) : 0,
                                positive(guest, counters.get(1)))));
    }

    private static Ext4Space of(ProcGuest guest, long block, Counts counts) throws IOException {
        int bits = clamped(counts.clusterBits());
        long free = Math.max(0, counts.free() - counts.promised()) << bits;
        long kept =
                together(guest, block, S_R_BLOCKS_COUNT_LO, S_R_BLOCKS_COUNT_HI)
                        + (counts.reserved() << bits);
        return new Ext4Space(
                together(guest, block, S_BLOCKS_COUNT_LO, S_BLOCKS_COUNT_HI)
                        - (counts.overhead() << bits),
                free,
                Math.max(0, free - kept),
                guest.memory().u32(block + S_INODES_COUNT),
                counts.inodes());
    }

    private static int clamped(int bits) {
        return Math.clamp(bits, 0, MAX_CLUSTER_BITS);
    }

    private static long together(ProcGuest guest, long block, long low, long high)
            throws IOException {
        return guest.memory().u32(block + high) << Integer.SIZE | guest.memory().u32(block + low);
    }

    private static long positive(ProcGuest guest, PercpuCounter counter) throws IOException {
        return Math.max(0, guest.sum(counter));
    }
}
