package dev.yagura.storage.ext;

import dev.yagura.storage.filesystem.FeatureNames;
import java.util.List;
import java.util.Map;

/** Feature flags of the superblock, by the names of {@code super.rst}. */
final class Features {
    static final int COMPAT_HAS_JOURNAL = 0x4;
    static final int COMPAT_ORPHAN_FILE = 0x1000;

    static final int INCOMPAT_COMPRESSION = 0x1;
    static final int INCOMPAT_FILETYPE = 0x2;
    static final int INCOMPAT_RECOVER = 0x4;
    static final int INCOMPAT_JOURNAL_DEV = 0x8;
    static final int INCOMPAT_META_BG = 0x10;
    static final int INCOMPAT_EXTENTS = 0x40;
    static final int INCOMPAT_64BIT = 0x80;
    static final int INCOMPAT_MMP = 0x100;
    static final int INCOMPAT_FLEX_BG = 0x200;
    static final int INCOMPAT_EA_INODE = 0x400;
    static final int INCOMPAT_DIRDATA = 0x1000;
    static final int INCOMPAT_CSUM_SEED = 0x2000;
    static final int INCOMPAT_LARGEDIR = 0x4000;
    static final int INCOMPAT_INLINE_DATA = 0x8000;
    static final int INCOMPAT_ENCRYPT = 0x10000;
    static final int INCOMPAT_CASEFOLD = 0x20000;

    static final int RO_COMPAT_SPARSE_SUPER = 0x1;
    static final int RO_COMPAT_GDT_CSUM = 0x10;
    static final int RO_COMPAT_BIGALLOC = 0x200;
    static final int RO_COMPAT_METADATA_CSUM = 0x400;
    static final int RO_COMPAT_ORPHAN_PRESENT = 0x10000;

    /** What this reader understands; any other incompat feature is refused, not guessed at. */
    private static final int INCOMPAT_SUPPORTED =
            INCOMPAT_FILETYPE
                    | INCOMPAT_RECOVER
                    | INCOMPAT_META_BG
                    | INCOMPAT_EXTENTS
                    | INCOMPAT_64BIT
                    | INCOMPAT_MMP
                    | INCOMPAT_FLEX_BG
                    | INCOMPAT_EA_INODE
                    | INCOMPAT_CSUM_SEED
                    | INCOMPAT_LARGEDIR
                    | INCOMPAT_INLINE_DATA
                    | INCOMPAT_ENCRYPT
                    | INCOMPAT_CASEFOLD;

    private static final FeatureNames NAMES =
            new FeatureNames(
                    INCOMPAT_SUPPORTED,
                    Map.of(
                            (long) INCOMPAT_COMPRESSION, "COMPRESSION",
                            (long) INCOMPAT_JOURNAL_DEV, "JOURNAL_DEV",
                            (long) INCOMPAT_DIRDATA, "DIRDATA"));

    private Features() {}

    /** Returns the names of what stands in the way of reading; empty if nothing does. */
    static List<String> unsupported(int incompat) {
        return NAMES.unsupported(Integer.toUnsignedLong(incompat));
    }
}
