package dev.yagura.storage.io.zstd;

import dev.yagura.bytes.MalformedStructureException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The literals of a block, and the Huffman table that the next block may use again. */
final class Literals {
    private static final String FIELD = "Literals_Section";
    private static final int RAW = 0;
    private static final int RUN = 1;
    private static final int TREELESS = 3;
    private static final int JUMP_BYTES = 6;

    private @Nullable HuffmanTable table;

    Literals() {}

    /**
     * Reads the section of literals, and leaves the source behind it.
     *
     * @param maxBytes most literals that there may be
     */
    byte[] read(Source block, int maxBytes) throws MalformedStructureException {
        int first = block.u8(FIELD);
        int type = first & 3;
        int form = first >> 2 & 3;
        if (type == RAW || type == RUN) {
            int extra = (form & 1) == 0 ? 0 : form == 1 ? 1 : 2;
            long header = first | block.little(FIELD, extra) << 8;
            byte[] literals = new byte[size(block, header >> (extra == 0 ? 3 : 4), maxBytes)];
            if (type == RAW) {
                Source raw = block.take(FIELD, literals.length);
                System.arraycopy(raw.bytes(), raw.position(), literals, 0, literals.length);
            } else {
                Arrays.fill(literals, (byte) block.u8(FIELD));
            }
            return literals;
        }
        int width = form < 2 ? 10 : form == 2 ? 14 : 18;
        long header = first | block.little(FIELD, (4 + 2 * width) / Byte.SIZE - 1) << 8;
        long mask = (1L << width) - 1;
        byte[] literals = new byte[size(block, (header >> 4) & mask, maxBytes)];
        Source coded = block.take(FIELD, (int) ((header >> (4 + width)) & mask));
        HuffmanTable used = type == TREELESS ? table : HuffmanTable.read(coded);
        if (used == null) {
            throw block.malformed(FIELD, "uses the table of a block before, expected a table");
        }
        table = used;
        if (form == 0) {
            used.decode(coded, literals, 0, literals.length);
        } else {
            decodeFour(used, coded, literals);
        }
        return literals;
    }

    private static void decodeFour(HuffmanTable table, Source coded, byte[] literals)
            throws MalformedStructureException {
        Source jumps = coded.take("Jump_Table", JUMP_BYTES);
        int each = (literals.length + 3) / 4;
        if (3 * each > literals.length) {
            throw coded.malformed(
                    FIELD, "has %d literals in four streams".formatted(literals.length));
        }
        for (int i = 0; i < 3; i++) {
            Source stream = coded.take("Jump_Table", (int) jumps.little("Jump_Table", 2));
            table.decode(stream, literals, i * each, (i + 1) * each);
        }
        table.decode(coded, literals, 3 * each, literals.length);
    }

    private static int size(Source block, long size, int maxBytes)
            throws MalformedStructureException {
        if (size > maxBytes) {
            throw block.malformed(
                    FIELD, "has %d literals, expected at most %d".formatted(size, maxBytes));
        }
        return (int) size;
    }
}
