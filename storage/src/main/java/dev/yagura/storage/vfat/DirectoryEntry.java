package dev.yagura.storage.vfat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.file.FileAttributes;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileType;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * An entry of a directory, which here is also the inode: there is no other place for attributes.
 *
 * @param name as Linux shows it: the long name, or else the short one
 * @param alias the short name, under which Linux finds the file too
 * @param attributes with the place of this entry on the volume, in units of 32 bytes, as number
 * @param firstCluster where the content starts, or 0
 */
record DirectoryEntry(FileName name, String alias, FileAttributes attributes, long firstCluster) {
    static final int SIZE = 32;

    /** Number of the root directory, which has no entry. */
    static final long ROOT = 1;

    private static final int READ_ONLY = 0x01;
    private static final int VOLUME_LABEL = 0x08;
    private static final int DIRECTORY = 0x10;
    private static final int LONG_NAME = 0x0F;
    private static final int DELETED = 0xE5;

    // What Linux shows where root mounts with umask 022: the format knows neither owner nor mode.
    private static final int MODE = 0755;
    private static final int READ_ONLY_MODE = 0555;

    private static final Field NAME = new Field("DIR_Name", 0, ShortName.BYTES);
    private static final Field FIRST_BYTE = new Field("DIR_Name[0]", 0, 1);
    private static final Field ATTRIBUTES = new Field("DIR_Attr", 11, 1);
    private static final Field CASES = new Field("DIR_NTRes", 12, 1);
    private static final Field CREATED_FINE = new Field("DIR_CrtTimeTenth", 13, 1);
    private static final Field CREATED_TIME = new Field("DIR_CrtTime", 14, 2);
    private static final Field CREATED_DATE = new Field("DIR_CrtDate", 16, 2);
    private static final Field ACCESSED_DATE = new Field("DIR_LstAccDate", 18, 2);
    private static final Field CLUSTER_HIGH = new Field("DIR_FstClusHI", 20, 2);
    private static final Field MODIFIED_TIME = new Field("DIR_WrtTime", 22, 2);
    private static final Field MODIFIED_DATE = new Field("DIR_WrtDate", 24, 2);
    private static final Field CLUSTER_LOW = new Field("DIR_FstClusLO", 26, 2);
    private static final Field LENGTH = new Field("DIR_FileSize", 28, 4);

    private static final Set<String> DOTS = Set.of(".          ", "..         ");

    /** What 32 bytes of a directory may be. */
    enum Kind {
        /** Never used. */
        FREE,
        /** Used once, and what is left may be looked at. */
        DELETED,
        /** A piece of a long name. */
        LONG_NAME,
        /** The label of the volume. */
        LABEL,
        /** The directory itself, or its parent. */
        DOT,
        /** A file or directory. */
        FILE
    }

    static Kind kind(Structure raw) throws MalformedStructureException {
        int first = raw.u8(FIRST_BYTE);
        int attributes = raw.u8(ATTRIBUTES);
        if (first == 0) {
            return Kind.FREE;
        } else if (first == DELETED) {
            // Of a deleted long name there is nothing left to look at.
            return (attributes & VOLUME_LABEL) != 0 ? Kind.FREE : Kind.DELETED;
        } else if (attributes == LONG_NAME) {
            return Kind.LONG_NAME;
        } else if ((attributes & VOLUME_LABEL) != 0) {
            return Kind.LABEL;
        }
        String name = new String(raw.copy(NAME), ISO_8859_1);
        return DOTS.contains(name) ? Kind.DOT : Kind.FILE;
    }

    /** Returns the 11 bytes of the name. */
    static byte[] shortName(Structure raw) throws MalformedStructureException {
        return raw.copy(NAME);
    }

    /**
     * Parses an entry of a file, be it deleted or not.
     *
     * @param number the place of the entry
     * @param longName what the pieces before it make, if they do
     */
    static DirectoryEntry parse(
            BootSector boot, Structure raw, long number, Optional<String> longName)
            throws MalformedStructureException {
        int flags = raw.u8(ATTRIBUTES);
        String alias = ShortName.text(raw.copy(NAME), raw.u8(CASES));
        long cluster = raw.u16(CLUSTER_LOW);
        if (boot.width() == 32) {
            cluster |= (long) raw.u16(CLUSTER_HIGH) << 16;
        }
        boolean directory = (flags & DIRECTORY) != 0;
        Instant modified = DosTime.of(raw.u16(MODIFIED_DATE), raw.u16(MODIFIED_TIME), 0);
        int created = raw.u16(CREATED_DATE);
        return new DirectoryEntry(
                Names.fileName(longName.orElse(alias)),
                alias,
                new FileAttributes(
                        number,
                        directory ? FileType.DIRECTORY : FileType.REGULAR,
                        (flags & READ_ONLY) != 0 ? READ_ONLY_MODE : MODE,
                        0,
                        0,
                        directory ? 0 : raw.u32(LENGTH),
                        raw.u8(FIRST_BYTE) == DELETED ? 0 : 1,
                        0,
                        modified,
                        modified,
                        DosTime.of(raw.u16(ACCESSED_DATE), 0, 0),
                        created == 0
                                ? Optional.empty()
                                : Optional.of(
                                        DosTime.of(
                                                created,
                                                raw.u16(CREATED_TIME),
                                                raw.u8(CREATED_FINE)))),
                cluster);
    }

    /** Returns the root directory, of which there are no attributes. */
    static DirectoryEntry root(BootSector boot) {
        Instant epoch = Instant.EPOCH;
        return new DirectoryEntry(
                FileName.of("/"),
                "",
                new FileAttributes(
                        ROOT,
                        FileType.DIRECTORY,
                        MODE,
                        0,
                        0,
                        0,
                        1,
                        0,
                        epoch,
                        epoch,
                        epoch,
                        Optional.empty()),
                boot.rootCluster());
    }
}
