package dev.yagura.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * How a scan went; the findings themselves were handed out as they were made.
 *
 * @param findings how many
 * @param ran ids of the detectors that ran, in order, those that could not finish included
 * @param skipped ids of detectors that were left out on request
 * @param looked how much was looked at, by what: {@code tasks}, {@code system calls}…
 * @param notCovered what could not be judged
 * @param vouched what looked wrong and was not reported, because somebody vouches for it
 */
public record ScanReport(
        int findings,
        List<String> ran,
        List<String> skipped,
        SequencedMap<String, Long> looked,
        List<NotCovered> notCovered,
        List<Vouched> vouched) {
    /** Copies the collections. */
    public ScanReport {
        ran = List.copyOf(ran);
        skipped = List.copyOf(skipped);
        looked = new TreeMap<>(looked);
        notCovered = List.copyOf(notCovered);
        vouched = List.copyOf(vouched);
    }

    /** Returns one report of this part of a scan and of another one, which came after it. */
    public ScanReport and(ScanReport later) {
        SequencedMap<String, Long> all = new TreeMap<>(looked);
        later.looked.forEach((what, count) -> all.merge(what, count, Long::sum));
        return new ScanReport(
                findings + later.findings,
                joined(ran, later.ran),
                skipped,
                all,
                joined(notCovered, later.notCovered),
                joined(vouched, later.vouched));
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    /** Returns whether every detector that ran could judge all of its part of the guest. */
    public boolean isComplete() {
        return notCovered.isEmpty();
    }
}
