package dev.yagura.storage.xfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.util.List;

/**
 * What a transaction says of one object: a format structure that names it, then changed bytes.
 *
 * @param type what it is about
 * @param regions at least one
 */
record LogItem(Type type, List<Structure> regions) {

    /** Kinds of items; {@code XFS_LI_}. */
    enum Type {
        EFI(0x1236),
        EFD(0x1237),
        INODE(0x123B),
        BUFFER(0x123C),
        DQUOT(0x123D),
        QUOTAOFF(0x123E),
        ICREATE(0x123F),
        RUI(0x1240),
        RUD(0x1241),
        CUI(0x1242),
        CUD(0x1243),
        BUI(0x1244),
        BUD(0x1245),
        ATTRI(0x1246),
        ATTRD(0x1247),
        XMI(0x1248),
        XMD(0x1249);

        private final int number;

        Type(int number) {
            this.number = number;
        }

        private static Type of(Structure format) throws MalformedStructureException {
            int number = format.u16(TYPE);
            for (Type type : values()) {
                if (type.number == number) {
                    return type;
                }
            }
            throw format.malformed(
                    Reason.UNSUPPORTED, TYPE, "is 0x%x, which is not known".formatted(number));
        }
    }

    private static final Field TYPE = new Field("type", 0, 2);

    LogItem {
        regions = List.copyOf(regions);
    }

    static LogItem of(List<Structure> regions) throws MalformedStructureException {
        return new LogItem(Type.of(regions.getFirst()), regions);
    }

    Structure format() {
        return regions.getFirst();
    }

    /** Returns a region that must be there. */
    Structure region(int index) throws MalformedStructureException {
        Field count = new Field("size", 2, 2);
        format().requireRange(count, regions.size(), index + 1L, Integer.MAX_VALUE);
        return regions.get(index);
    }
}
