package dev.yagura.network.match.header;

import dev.yagura.network.rules.Selection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Ranges of values, of which the one that a value lies in is found by halving.
 *
 * @param <T> address or port
 */
final class Ranges<T extends Comparable<T>> {
    private final List<T> firsts = new ArrayList<>();
    private final List<T> lasts = new ArrayList<>();

    /** Joins those that overlap. */
    Ranges(List<Selection.Range<T>> ranges) {
        List<Selection.Range<T>> sorted = new ArrayList<>(ranges);
        sorted.sort(Comparator.comparing(Selection.Range::first));
        for (Selection.Range<T> range : sorted) {
            if (!lasts.isEmpty() && range.first().compareTo(lasts.getLast()) <= 0) {
                if (range.last().compareTo(lasts.getLast()) > 0) {
                    lasts.set(lasts.size() - 1, range.last());
                }
            } else {
                firsts.add(range.first());
                lasts.add(range.last());
            }
        }
    }

    boolean contains(T value) {
        int low = 0;
        int high = firsts.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (firsts.get(middle).compareTo(value) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high >= 0 && value.compareTo(lasts.get(high)) <= 0;
    }
}
