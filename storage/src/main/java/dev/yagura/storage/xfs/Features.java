package dev.yagura.storage.xfs;

import dev.yagura.storage.filesystem.FeatureNames;
import java.util.List;
import java.util.Map;

/** Feature flags of the superblock, by the names of {@code xfs_format.h}. */
final class Features {
    static final int INCOMPAT_FTYPE = 0x1;
    static final int INCOMPAT_SPINODES = 0x2;
    static final int INCOMPAT_META_UUID = 0x4;
    static final int INCOMPAT_BIGTIME = 0x8;
    static final int INCOMPAT_NEEDSREPAIR = 0x10;
    static final int INCOMPAT_NREXT64 = 0x20;
    static final int INCOMPAT_EXCHRANGE = 0x40;
    static final int INCOMPAT_PARENT = 0x80;
    static final int INCOMPAT_METADIR = 0x100;
    static final int INCOMPAT_ZONED = 0x200;
    static final int INCOMPAT_ZONE_GAPS = 0x400;

    /** What this reader understands; any other incompat feature is refused, not guessed at. */
    private static final int INCOMPAT_SUPPORTED =
            INCOMPAT_FTYPE
                    | INCOMPAT_SPINODES
                    | INCOMPAT_META_UUID
                    | INCOMPAT_BIGTIME
                    | INCOMPAT_NEEDSREPAIR
                    | INCOMPAT_NREXT64
                    | INCOMPAT_EXCHRANGE
                    | INCOMPAT_PARENT;

    private static final FeatureNames NAMES =
            new FeatureNames(
                    INCOMPAT_SUPPORTED,
                    Map.of(
                            (long) INCOMPAT_METADIR, "METADIR (realtime groups)",
                            (long) INCOMPAT_ZONED, "ZONED",
                            (long) INCOMPAT_ZONE_GAPS, "ZONE_GAPS"));

    private Features() {}

    /** Returns the names of what stands in the way of reading; empty if nothing does. */
    static List<String> unsupported(int incompat) {
        return NAMES.unsupported(Integer.toUnsignedLong(incompat));
    }
}
