package dev.yagura.storage.btrfs;

import dev.yagura.storage.filesystem.FeatureNames;
import java.util.List;
import java.util.Map;

/** Incompatible features of the superblock, by the names of {@code btrfs.h}. */
final class Features {
    static final long METADATA_UUID = 0x400;

    /** MIXED_BACKREF to SKINNY_METADATA, NO_HOLES, METADATA_UUID and RAID1C34. */
    private static final long SUPPORTED = 0xFFFL;

    private static final FeatureNames NAMES =
            new FeatureNames(
                    SUPPORTED,
                    Map.of(
                            0x1000L, "ZONED",
                            0x2000L, "EXTENT_TREE_V2",
                            0x4000L, "RAID_STRIPE_TREE",
                            0x10000L, "SIMPLE_QUOTA",
                            0x20000L, "REMAP_TREE"));

    private Features() {}

    /** Returns the names of what stands in the way of reading; empty if nothing does. */
    static List<String> unsupported(long incompat) {
        return NAMES.unsupported(incompat);
    }
}
