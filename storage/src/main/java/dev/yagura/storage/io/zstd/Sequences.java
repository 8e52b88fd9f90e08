package dev.yagura.storage.io.zstd;

import dev.yagura.bytes.MalformedStructureException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The sequences of a block: so many literals, then so many bytes again from so far back. */
final class Sequences {
    private static final String FIELD = "Sequences_Section";
    private static final int LONG_COUNT = 0x7F00;

    private static final int[] LITERAL_BASES = {
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 22, 24, 28, 32, 40, 48,
        64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536
    };
    private static final int[] LITERAL_BITS = {
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10,
        11, 12, 13, 14, 15, 16
    };
    private static final int[] MATCH_BASES = {
        3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27,
        28, 29, 30, 31, 32, 33, 34, 35, 37, 39, 41, 43, 47, 51, 59, 67, 83, 99, 131, 259, 515, 1027,
        2051, 4099, 8195, 16387, 32771, 65539
    };
    private static final int[] MATCH_BITS = {
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16
    };

    /**
     * A kind of code.
     *
     * @param maxLog most bits that a state may have
     * @param maxSymbol highest code there is
     * @param predefined the table that is used where a block brings none
     */
    private record Kind(int maxLog, int maxSymbol, FseTable predefined) {}

    private static final Kind LITERAL_LENGTH =
            new Kind(
                    9,
                    35,
                    FseTable.of(
                            6,
                            new short[] {
                                4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2,
                                2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1
                            }));

    private static final Kind OFFSET =
            new Kind(
                    8,
                    31,
                    FseTable.of(
                            5,
                            new short[] {
                                1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
                                1, -1, -1, -1, -1, -1
                            }));

    private static final Kind MATCH_LENGTH =
            new Kind(
                    9,
                    52,
                    FseTable.of(
                            6,
                            new short[] {
                                1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
                                1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
                                -1, -1, -1, -1, -1, -1, -1
                            }));

    private final Map<Kind, FseTable> tables = new HashMap<>();
    private final RecentOffsets offsets = new RecentOffsets();

    Sequences() {}

    /** Reads the sequences that are left of a block, and writes what the block stands for. */
    void execute(Source block, byte[] literals, Output output) throws MalformedStructureException {
        int count = count(block);
        int used = 0;
        if (count > 0) {
            used = execute(block, count, literals, output);
        } else if (block.remaining() > 0) {
            throw block.malformed(FIELD, "is empty, expected the end of its block");
        }
        output.append(literals, used, literals.length - used);
    }

    private int execute(Source block, int count, byte[] literals, Output output)
            throws MalformedStructureException {
        int modes = block.u8(FIELD);
        if ((modes & 3) != 0) {
            throw block.malformed(FIELD, "has reserved bits set, expected none");
        }
        FseTable literalCodes = table(block, LITERAL_LENGTH, modes >> 6);
        FseTable offsetCodes = table(block, OFFSET, modes >> 4 & 3);
        FseTable matchCodes = table(block, MATCH_LENGTH, modes >> 2 & 3);
        BackwardBits bits = new BackwardBits(block, FIELD);
        int literalState = bits.read(literalCodes.log());
        int offsetState = bits.read(offsetCodes.log());
        int matchState = bits.read(matchCodes.log());
        int used = 0;
        for (int i = 0; i < count && bits.left() >= 0; i++) {
            int offsetCode = offsetCodes.symbol(offsetState);
            long offsetValue = (1L << offsetCode) + bits.read(offsetCode);
            int match = matchCodes.symbol(matchState);
            int matchLength = MATCH_BASES[match] + bits.read(MATCH_BITS[match]);
            int literal = literalCodes.symbol(literalState);
            int literalLength = LITERAL_BASES[literal] + bits.read(LITERAL_BITS[literal]);
            if (literalLength > literals.length - used) {
                throw block.malformed(
                        FIELD,
                        "takes %d literals of %d that are left"
                                .formatted(literalLength, literals.length - used));
            }
            output.append(literals, used, literalLength);
            used += literalLength;
            output.repeat(offsets.next(offsetValue, literalLength), matchLength);
            if (i < count - 1) {
                literalState = literalCodes.next(literalState, bits);
                matchState = matchCodes.next(matchState, bits);
                offsetState = offsetCodes.next(offsetState, bits);
            }
        }
        if (bits.left() != 0) {
            throw block.malformed(FIELD, "has %d bits left, expected 0".formatted(bits.left()));
        }
        return used;
    }

    private static int count(Source block) throws MalformedStructureException {
        int first = block.u8(FIELD);
        if (first < 128) {
            return first;
        }
        if (first < 255) {
            return ((first - 128) << 8) + block.u8(FIELD);
        }
        return (int) block.little(FIELD, 2) + LONG_COUNT;
    }

    private FseTable table(Source block, Kind kind, int mode) throws MalformedStructureException {
        @Nullable FseTable table =
                switch (mode) {
                    case 0 -> kind.predefined;
                    case 1 -> FseTable.ofOne(symbol(block, kind));
                    case 2 -> FseTable.read(block, FIELD, kind.maxLog, kind.maxSymbol);
                    default -> tables.get(kind);
                };
        if (table == null) {
            throw block.malformed(FIELD, "uses the table of a block before, expected a table");
        }
        tables.put(kind, table);
        return table;
    }

    private static int symbol(Source block, Kind kind) throws MalformedStructureException {
        int symbol = block.u8(FIELD);
        if (symbol > kind.maxSymbol) {
            throw block.malformed(
                    FIELD, "has symbol %d, expected at most %d".formatted(symbol, kind.maxSymbol));
        }
        return symbol;
    }
}
