package dev.yagura.kernel.symbols;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;

/**
 * Where {@code kallsyms_num_syms} and {@code kallsyms_names} lie before the markers.
 *
 * @param countAt offset of the number in the region
 * @param count number of symbols
 * @param namesAt offset of the first name
 */
record NamesPlace(int countAt, int count, int namesAt) {

    /**
     * Finds the names: they end at the markers, the last marker tells how long they are but for the
     * last 256, and the number stands before them.
     */
    static NamesPlace before(Region region, Markers markers) throws MalformedStructureException {
        int highest = (markers.at() - markers.last() - KallsymsLimits.MIN_ENTRY) & -4;
        int lowest =
                markers.at()
                        - markers.last()
                        - KallsymsLimits.NAMES_PER_MARKER * KallsymsLimits.MAX_ENTRY
                        - TokenIndex.MAX_PADDING;
        for (int at = highest; at >= Math.max(4, lowest); at -= 4) {
            int before = region.i32(at - 4);
            int countAt = before == 0 && at >= 8 ? at - 8 : at - 4;
            int count = region.i32(countAt);
            if (markers.fits(count) && endsAtMarkers(region, at, count, markers)) {
                return new NamesPlace(countAt, count, at);
            }
        }
        throw new MalformedStructureException(
                Reason.OUT_OF_RANGE,
                "kallsyms_num_syms",
                "number",
                markers.at(),
                "has none that fits "
                        + markers.count()
                        + " markers, expected one before the names");
    }

    /** Steps over the names behind the last marker; the rest is checked when they are decoded. */
    private static boolean endsAtMarkers(Region region, int namesAt, int count, Markers markers) {
        int at = namesAt + markers.last();
        int names = count - KallsymsLimits.NAMES_PER_MARKER * (markers.count() - 1);
        for (int i = 0; i < names && at < markers.at(); i++) {
            int low = region.raw()[at] & 0xff;
            at +=
                    (low & CompressedNames.LONG_NAME) == 0
                            ? 1 + low
                            : 2
                                    + (low & ~CompressedNames.LONG_NAME)
                                    + ((region.raw()[at + 1] & 0xff) << 7);
        }
        return at <= markers.at()
                && markers.at() - at <= TokenIndex.MAX_PADDING
                && isPadding(region, at, markers.at());
    }

    /** A name is never a zero, so what is left over by a number that is too small shows. */
    private static boolean isPadding(Region region, int from, int to) {
        for (int at = from; at < to; at++) {
            if (region.raw()[at] != 0) {
                return false;
            }
        }
        return true;
    }
}
