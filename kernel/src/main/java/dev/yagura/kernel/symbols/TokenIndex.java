package dev.yagura.kernel.symbols;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;

/**
 * {@code kallsyms_token_index}: 256 ascending 16-bit offsets into the token table before it. The
 * one table that can be told by its form alone, and so where the search begins.
 *
 * @param at offset of the index in the region
 * @param tableAt offset of the token table in the region
 * @param tokens the token table
 */
record TokenIndex(int at, int tableAt, TokenTable tokens) {
    /** Size of the index in bytes. */
    static final int BYTES = 2 * KallsymsLimits.TOKENS;

    /** Tables are aligned to 8 bytes, from 7.0 on to 4. */
    static final int ALIGNMENT = 4;

    /** Bytes that alignment may put between two tables. */
    static final int MAX_PADDING = 7;

    /**
     * Returns the offset of the next thing from {@code from} on that has the form of an index, or a
     * negative number.
     */
    static int next(Region region, int from) {
        byte[] bytes = region.raw();
        for (int at = from; at <= bytes.length - BYTES; at += ALIGNMENT) {
            // Nearly every place fails here: the first offset is 0, the second below 512.
            if (bytes[at] == 0
                    && bytes[at + 1] == 0
                    && (bytes[at + 3] & 0xfe) == 0
                    && isAscending(region, at)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean isAscending(Region region, int at) {
        int last = 0;
        for (int i = 1; i < KallsymsLimits.TOKENS; i++) {
            int offset = region.u16(at + 2 * i);
            // A token has at least one letter and a NUL.
            if (offset < last + 2 || offset > last + KallsymsLimits.MAX_NAME) {
                return false;
            }
            last = offset;
        }
        return true;
    }

    /** Reads the token table that ends where the index begins. */
    static TokenIndex read(Region region, int at) throws MalformedStructureException {
        byte[] bytes = region.raw();
        int[] start = new int[KallsymsLimits.TOKENS];
        for (int i = 0; i < start.length; i++) {
            start[i] = region.u16(at + 2 * i);
        }
        int end = at;
        while (end > 0 && bytes[end - 1] == 0 && at - end <= MAX_PADDING) {
            end--;
        }
        int last = end;
        while (last > 0 && bytes[last - 1] != 0 && end - last <= KallsymsLimits.MAX_NAME) {
            last--;
        }
        int tableAt = last - start[start.length - 1];
        if (end == at || tableAt < 0 || tableAt % ALIGNMENT != 0) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    "kallsyms_token_index",
                    "last",
                    at,
                    "is 0x"
                            + Integer.toHexString(start[start.length - 1])
                            + ", expected a table of tokens before the index");
        }
        byte[] text = region.copy(TokenTable.STRUCTURE, tableAt, end + 1L - tableAt);
        return new TokenIndex(at, tableAt, new TokenTable(text, start));
    }
}
