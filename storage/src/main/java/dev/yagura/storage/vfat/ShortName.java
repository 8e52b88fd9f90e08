package dev.yagura.storage.vfat;

import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Locale;

/** The name of 8 and 3 bytes that every entry has. */
final class ShortName {
    static final int BYTES = 11;

    private static final int BASE_BYTES = 8;
    private static final int LOWER_BASE = 0x08;
    private static final int LOWER_EXTENSION = 0x10;
    private static final byte STANDS_FOR_E5 = 0x05;

    /** What Linux takes the bytes for unless it is told otherwise. */
    private static final Charset CODE_PAGE = Charset.forName("IBM437");

    private ShortName() {}

    /**
     * Returns the name, with a dot where there is an extension.
     *
     * @param stored its 11 bytes
     * @param cases {@code DIR_NTRes}: which of the two parts is in lower case
     */
    static String text(byte[] stored, int cases) {
        String base = trimmed(stored, 0, BASE_BYTES);
        String extension = trimmed(stored, BASE_BYTES, BYTES);
        if ((cases & LOWER_BASE) != 0) {
            base = base.toLowerCase(Locale.ROOT);
        }
        if ((cases & LOWER_EXTENSION) != 0) {
            extension = extension.toLowerCase(Locale.ROOT);
        }
        return extension.isEmpty() ? base : base + "." + extension;
    }

    /** Returns a label, which has all 11 bytes as one. */
    static String label(byte[] stored) {
        return trimmed(stored, 0, stored.length);
    }

    /** Returns the checksum by which a long name is known to belong to this one. */
    static int checksum(byte[] stored) {
        int sum = 0;
        for (byte b : stored) {
            sum = (((sum & 1) << 7) + (sum >> 1) + Byte.toUnsignedInt(b)) & 0xFF;
        }
        return sum;
    }

    private static String trimmed(byte[] stored, int from, int to) {
        int end = to;
        while (end > from && stored[end - 1] == ' ') {
            end--;
        }
        byte[] part = Arrays.copyOfRange(stored, from, end);
        if (from == 0 && part.length > 0 && part[0] == STANDS_FOR_E5) {
            part[0] = (byte) 0xE5;
        }
        return new String(part, CODE_PAGE);
    }
}
