package dev.yagura.storage.vfat;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import java.util.Optional;

/**
 * A long name while its pieces are read: they precede the entry that they belong to, the last piece
 * first. Pieces that are missing, out of order or of another entry make no name, as in Linux.
 */
final class LongName {
    private static final int LAST_PIECE = 0x40;
    private static final int MAX_PIECES = 20;
    private static final int PIECE_CHARS = 13;

    private static final Field ORDER = new Field("LDIR_Ord", 0, 1);
    private static final Field CHECKSUM = new Field("LDIR_Chksum", 13, 1);

    private static final int[] CHAR_OFFSETS = {1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30};

    private final char[] chars = new char[MAX_PIECES * PIECE_CHARS];
    private int pieces;
    private int missing;
    private int checksum;

    /** Takes a piece. */
    void add(Structure piece) throws MalformedStructureException {
        int order = piece.u8(ORDER);
        int sum = piece.u8(CHECKSUM);
        if ((order & LAST_PIECE) != 0) {
            pieces = order & ~LAST_PIECE;
            missing = pieces;
            checksum = sum;
        }
        if (missing == 0
                || missing > MAX_PIECES
                || (order & ~LAST_PIECE) != missing
                || sum != checksum) {
            clear();
            return;
        }
        missing--;
        for (int i = 0; i < PIECE_CHARS; i++) {
            chars[missing * PIECE_CHARS + i] =
                    (char) piece.u16(new Field("LDIR_Name", CHAR_OFFSETS[i], 2));
        }
    }

    /** Forgets all pieces. */
    void clear() {
        pieces = 0;
        missing = 0;
    }

    /** Returns the name, if it is whole and belongs to this short one; and forgets it. */
    Optional<String> take(byte[] shortName) {
        boolean whole = pieces > 0 && missing == 0 && checksum == ShortName.checksum(shortName);
        int end = pieces * PIECE_CHARS;
        clear();
        if (!whole) {
            return Optional.empty();
        }
        int length = 0;
        while (length < end && chars[length] != 0) {
            length++;
        }
        return length == 0 ? Optional.empty() : Optional.of(new String(chars, 0, length));
    }
}
