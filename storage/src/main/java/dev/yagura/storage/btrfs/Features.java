package dev.yagura.storage.btrfs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Incompatible features of the superblock, by the names of {@code btrfs.h}. */
final class Features {
    static final long METADATA_UUID = 0x400;

    /** MIXED_BACKREF to SKINNY_METADATA, NO_HOLES, METADATA_UUID and RAID1C34. */
    private static final long SUPPORTED = 0xFFFL;

    private static final Map<Long, String> REFUSED =
            new TreeMap<>(
                    Map.of(
                            0x1000L, "ZONED",
                            0x2000L, "EXTENT_TREE_V2",
                            0x4000L, "RAID_STRIPE_TREE",
                            0x10000L, "SIMPLE_QUOTA",
                            0x20000L, "REMAP_TREE"));

    private Features() {}

    /** Returns the names of what stands in the way of reading; empty if nothing does. */
    static List<String> unsupported(long incompat) {
        List<String> names = new ArrayList<>();
        long unknown = incompat & ~SUPPORTED;
        for (var refused : REFUSED.entrySet()) {
            if ((unknown & refused.getKey()) != 0) {
                names.add(refused.getValue());
                unknown &= ~refused.getKey();
            }
        }
        if (unknown != 0) {
            names.add("0x" + Long.toHexString(unknown));
        }
        return names;
    }
}
