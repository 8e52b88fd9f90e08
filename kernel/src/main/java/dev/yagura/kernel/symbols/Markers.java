package dev.yagura.kernel.symbols;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import org.jspecify.annotations.Nullable;

/** {@code kallsyms_markers}: where every 256th name begins, counted from the first name. */
final class Markers {
    private static final String STRUCTURE = "kallsyms_markers";

    /** Bytes of one entry of {@code kallsyms_seqs_of_names}. */
    private static final int SEQUENCE_BYTES = 3;

    private static final int MIN_STEP = KallsymsLimits.NAMES_PER_MARKER * KallsymsLimits.MIN_ENTRY;
    private static final int MAX_STEP = KallsymsLimits.NAMES_PER_MARKER * KallsymsLimits.MAX_ENTRY;
    private static final int MIN_MARKERS =
            KallsymsLimits.MIN_SYMBOLS / KallsymsLimits.NAMES_PER_MARKER;
    private static final int MAX_MARKERS =
            KallsymsLimits.MAX_SYMBOLS / KallsymsLimits.NAMES_PER_MARKER;

    private final int at;
    private final int[] values;
    private final boolean sequences;

    private Markers(int at, int[] values, boolean sequences) {
        this.at = at;
        this.values = values;
        this.sequences = sequences;
    }

    /** Finds the markers before a token table at {@code tableAt}. */
    static Markers before(Region region, int tableAt) throws MalformedStructureException {
        Markers adjoining = endingAt(region, tableAt);
        if (adjoining == null && region.i32(Math.max(0, tableAt - 4)) == 0) {
            adjoining = endingAt(region, tableAt - 4);
        }
        if (adjoining != null) {
            return adjoining;
        }
        int lowest =
                Math.max(
                        0,
                        tableAt
                                - SEQUENCE_BYTES * KallsymsLimits.MAX_SYMBOLS
                                - 4 * MAX_MARKERS
                                - 2 * TokenIndex.MAX_PADDING);
        for (int at = tableAt - 4 * MIN_MARKERS; at >= lowest; at -= 4) {
            if (region.i32(at) == 0 && isStep(region.i32(at + 4))) {
                int count = run(region, at, tableAt);
                if (count >= MIN_MARKERS && fitsSequences(tableAt - (at + 4 * count), count)) {
                    return read(region, at, count, true);
                }
            }
        }
        throw new MalformedStructureException(
                Reason.OUT_OF_RANGE,
                STRUCTURE,
                "marker",
                tableAt,
                "has no ascending run from 0 before the token table, expected one");
    }

    /** Walks backwards from the end of a table; null unless that leads to a 0. */
    private static @Nullable Markers endingAt(Region region, int end) {
        int at = end - 4;
        while (at >= 4 && (end - at) / 4 < MAX_MARKERS && region.i32(at) != 0) {
            if (!isStep(region.i32(at) - region.i32(at - 4))) {
                return null;
            }
            at -= 4;
        }
        int count = (end - at) / 4;
        return at >= 0 && region.i32(at) == 0 && count >= MIN_MARKERS
                ? read(region, at, count, false)
                : null;
    }

    private static int run(Region region, int at, int end) {
        int count = 1;
        while (at + 4 * count < end
                && count < MAX_MARKERS
                && isStep(region.i32(at + 4 * count) - region.i32(at + 4 * count - 4))) {
            count++;
        }
        return count;
    }

    private static boolean isStep(int difference) {
        return difference >= MIN_STEP && difference <= MAX_STEP;
    }

    /** Returns whether {@code bytes} can hold the sequence numbers of as many names. */
    private static boolean fitsSequences(int bytes, int markers) {
        int least = SEQUENCE_BYTES * (KallsymsLimits.NAMES_PER_MARKER * (markers - 1) + 1);
        int most = SEQUENCE_BYTES * KallsymsLimits.NAMES_PER_MARKER * markers;
        return bytes >= least && bytes <= most + 2 * TokenIndex.MAX_PADDING;
    }

    private static Markers read(Region region, int at, int count, boolean sequences) {
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
            values[i] = region.i32(at + 4 * i);
        }
        return new Markers(at, values, sequences);
    }

    /** Returns the offset of the table in the region. */
    int at() {
        return at;
    }

    /** Returns the number of markers. */
    int count() {
        return values.length;
    }

    /** Returns where the {@code index * 256}th name begins. */
    int get(int index) {
        return values[index];
    }

    /** Returns whether {@code kallsyms_seqs_of_names} lies between this and the token table. */
    boolean sequences() {
        return sequences;
    }

    /** Returns whether {@code count} names need as many markers as there are. */
    boolean fits(int count) {
        return count > KallsymsLimits.NAMES_PER_MARKER * (values.length - 1)
                && count <= KallsymsLimits.NAMES_PER_MARKER * values.length
                && count >= KallsymsLimits.MIN_SYMBOLS;
    }

    /** Returns the last marker. */
    int last() {
        return values[values.length - 1];
    }
}
